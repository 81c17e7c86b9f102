package org.backplane.backend.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.RefersTo;
import org.backplane.api.Secret;
import org.backplane.api.backend.Handover;
import org.backplane.api.object.ObjectName;
import org.backplane.api.object.ObjectType;
import org.backplane.api.object.SecretData;
import org.osgi.service.component.annotations.Component;

/** A password or a key; given as it is, in Base64, or encrypted by another secret. */
@Component
@ObjectName("secret")
@Doc("A password or a key, for other objects.")
public final class SecretType implements ObjectType<SecretType.Properties> {
    private static final String BYTES = "bytes";

    public record Properties(
            @Doc("The secret; that, or a file") Optional<Secret> data,
            @Doc("A file that has the secret") Optional<String> file,
            @Doc("How it is written") @Default("raw") Format format,

            @Doc("The secret by which this one is encrypted: 32 bytes, a key of AES-256-CBC") @RefersTo("object")
            Optional<String> keyid,

            @Doc("The initialization vector of the encryption: 16 bytes in Base64")
            Optional<String> iv) {}

    /** How a secret is written. */
    @Name("QCryptoSecretFormat")
    public enum Format {
        RAW,
        BASE64
    }

    @Override
    public String parent() {
        return "secret_common";
    }

    @Override
    public SecretData create(Properties properties, Others others) throws IOException {
        var key = properties.keyid.map(id -> key(id, others));
        var written = written(properties);
        var bytes = switch (properties.format) {
            case RAW -> written;
            case BASE64 -> decode(written);
        };
        var clear = key.isPresent() ? new Encryption(key.get(), iv(properties)).decrypt(bytes) : bytes;
        return new Kept(clear);
    }

    /** The secret stays what it is, also if the file that had it is another now. */
    @Override
    public SecretData takeOver(Properties properties, Others others, Handover from) {
        return new Kept(from.get(BYTES, byte[].class));
    }

    /** A secret in the clear, as long as it is used; not a record, which would print it. */
    private static final class Kept implements SecretData {
        private final byte[] clear;

        private Kept(byte[] clear) {
            this.clear = clear;
        }

        @Override
        public byte[] bytes() {
            return clear.clone();
        }

        @Override
        public Optional<Handover> handOver() {
            return Optional.of(Handover.of(Map.of(BYTES, clear)));
        }
    }

    private static byte[] written(Properties properties) throws IOException {
        if (properties.file.isPresent() && properties.data.isPresent()) {
            throw new IllegalArgumentException("'file' and 'data' are mutually exclusive");
        } else if (properties.file.isPresent()) {
            return contents(properties.file.get());
        }
        return properties
                .data
                .map(data -> data.text().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("Either 'file' or 'data' must be provided"));
    }

    private static byte[] contents(String file) throws IOException {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw unreadable(file, "No such file or directory", e);
        } catch (InvalidPathException | IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static IOException unreadable(String file, String reason, Exception cause) {
        return new IOException("Unable to read %s: %s".formatted(file, reason), cause);
    }

    private static byte[] key(String id, Others others) {
        return others.find(id, SecretData.class)
                .orElseThrow(() -> new IllegalArgumentException("No secret with id '%s'".formatted(id)))
                .bytes();
    }

    private static byte[] iv(Properties properties) {
        return decode(properties
                .iv
                .orElseThrow(() -> new IllegalArgumentException("IV is required to decrypt secret"))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes that Base64 stands for; line ends do not matter, a file may have one. */
    private static byte[] decode(byte[] base64) {
        try {
            var text = new String(base64, StandardCharsets.US_ASCII).replaceAll("[\r\n]", "");
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Base64 data contains invalid characters", e);
        }
    }
}
