package org.backplane.backend.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.backplane.api.Secret;
import org.backplane.api.object.ObjectType;
import org.backplane.api.object.SecretData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTypeTest {
    private static final byte[] KEY = "abcdefghabcdefghabcdefghabcdefgh".getBytes(StandardCharsets.UTF_8);
    private static final byte[] IV = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private static SecretType.Properties data(String text, SecretType.Format format) {
        return new SecretType.Properties(
                Optional.of(new Secret(text)), Optional.empty(), format, Optional.empty(), Optional.empty());
    }

    private static SecretType.Properties file(String file) {
        return new SecretType.Properties(
                Optional.empty(), Optional.of(file), SecretType.Format.BASE64, Optional.empty(), Optional.empty());
    }

    private static SecretType.Properties encrypted(byte[] bytes, String keyid, Optional<String> iv) {
        var text = Base64.getEncoder().encodeToString(bytes);
        return new SecretType.Properties(
                Optional.of(new Secret(text)), Optional.empty(), SecretType.Format.BASE64, Optional.of(keyid), iv);
    }

    /** Knows one other object, the key. */
    private static final class Keys implements ObjectType.Others {
        @Override
        public <T> Optional<T> find(String id, Class<T> kind) {
            SecretData key = KEY::clone;
            return Optional.of(kind.cast(key)).filter(_ -> id.equals("key"));
        }
    }

    private static String text(SecretType.Properties properties) throws IOException {
        return new String(new SecretType().create(properties, new Keys()).bytes(), StandardCharsets.UTF_8);
    }

    private static String refusal(SecretType.Properties properties) {
        return String.valueOf(
                assertThrows(Exception.class, () -> text(properties)).getMessage());
    }

    @Test
    void itIsGivenInPlace() throws Exception {
        assertEquals("YQ==", text(data("YQ==", SecretType.Format.RAW)));
        assertEquals("a", text(data("YQ==", SecretType.Format.BASE64)));
    }

    @Test
    void itIsReadFromAFile() throws Exception {
        var file = Files.writeString(directory.resolve("secret"), "YQ==\n");
        assertEquals("a", text(file(file.toString())));
        assertEquals("Unable to read /nope: No such file or directory", refusal(file("/nope")));
    }

    @Test
    void whoeverHasItCannotChangeIt() throws Exception {
        var secret = new SecretType().create(data("a", SecretType.Format.RAW), new Keys());
        secret.bytes()[0] = 'b';
        assertArrayEquals(new byte[] {'a'}, secret.bytes());
    }

    @Test
    void itIsDecryptedByAnother() throws Exception {
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(IV));
        var encrypted = cipher.doFinal("letmein".getBytes(StandardCharsets.UTF_8));
        var iv = Base64.getEncoder().encodeToString(IV);
        assertEquals("letmein", text(encrypted(encrypted, "key", Optional.of(iv))));
        assertEquals("No secret with id 'nope'", refusal(encrypted(encrypted, "nope", Optional.of(iv))));
        assertEquals("IV is required to decrypt secret", refusal(encrypted(encrypted, "key", Optional.empty())));
        assertEquals(
                "IV should be 16 bytes in length not 1", refusal(encrypted(encrypted, "key", Optional.of("YQ=="))));
        assertEquals(
                "Encrypted data should be a multiple of 16 bytes in length not 3",
                refusal(encrypted(new byte[3], "key", Optional.of(iv))));
        assertTrue(refusal(encrypted(KEY, "key", Optional.of(iv))).startsWith("Incorrect number of padding bytes ("));
    }

    @Test
    void itIsGivenOnceAndWellFormed() {
        assertEquals("Base64 data contains invalid characters", refusal(data("*", SecretType.Format.BASE64)));
        assertEquals(
                "Either 'file' or 'data' must be provided",
                refusal(new SecretType.Properties(
                        Optional.empty(),
                        Optional.empty(),
                        SecretType.Format.RAW,
                        Optional.empty(),
                        Optional.empty())));
        assertEquals(
                "'file' and 'data' are mutually exclusive",
                refusal(new SecretType.Properties(
                        Optional.of(new Secret("a")),
                        Optional.of("b"),
                        SecretType.Format.RAW,
                        Optional.empty(),
                        Optional.empty())));
    }

    @Test
    void anotherVersionHasTheSecretThatWasInTheFileThen() throws IOException {
        var file = Files.writeString(directory.resolve("secret"), "aGVsbG8=");
        var properties = file(file.toString());
        var secret = new SecretType().create(properties, new Keys());
        Files.writeString(file, "another");
        var next = new SecretType()
                .takeOver(properties, new Keys(), secret.handOver().orElseThrow());
        assertEquals("hello", new String(next.bytes(), StandardCharsets.UTF_8));
    }
}
