package org.backplane.backend.secret;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256 in CBC mode, padded as PKCS #7 has it: how QEMU's users encrypt secrets by a master key. */
final class Encryption {
    private static final int KEY_SIZE = 32;
    private static final int BLOCK_SIZE = 16;

    private final byte[] key;
    private final byte[] iv;

    Encryption(byte[] key, byte[] iv) {
        if (key.length != KEY_SIZE) {
            throw new IllegalArgumentException("Key should be 32 bytes in length");
        } else if (iv.length != BLOCK_SIZE) {
            throw new IllegalArgumentException("IV should be 16 bytes in length not " + iv.length);
        }
        this.key = key;
        this.iv = iv;
    }

    byte[] decrypt(byte[] encrypted) {
        if (encrypted.length == 0 || encrypted.length % BLOCK_SIZE != 0) {
            throw new IllegalArgumentException(
                    "Encrypted data should be a multiple of 16 bytes in length not " + encrypted.length);
        }
        try {
            // the padding is looked at here, so that its error is told apart; a key that is tried only once is no
            // oracle
            var cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return unpad(cipher.doFinal(encrypted));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    private static byte[] unpad(byte[] padded) {
        int padding = padded[padded.length - 1] & 0xff;
        if (padding == 0 || padding > BLOCK_SIZE) {
            throw new IllegalArgumentException(
                    "Incorrect number of padding bytes (%d) found on decrypted data".formatted(padding));
        }
        return Arrays.copyOf(padded, padded.length - padding);
    }
}
