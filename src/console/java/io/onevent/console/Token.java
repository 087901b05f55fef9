package io.onevent.console;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a form must bring along: it is made of the user's name and of a random number in a cookie that only this console
 * gets and no script reads. So a token is good for one user in one browser, on every instance behind a load balancer,
 * and nothing has to be kept or shared.
 */
final class Token {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final int CHARACTERS = 43;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Token() {}

    /** A new number for a cookie. */
    static String newSeed() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return text(bytes);
    }

    /** Whether a cookie can be one of ours. */
    static boolean isSeed(String cookie) {
        return cookie != null && cookie.matches("[A-Za-z0-9_-]{" + CHARACTERS + "}");
    }

    /** The token of a user whose browser has this cookie. */
    static String of(String seed, String user) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(seed.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return text(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has " + ALGORITHM, missing);
        }
    }

    /** Whether a form has brought the token of this user and this cookie. */
    static boolean isGood(String token, String seed, String user) {
        return token != null
                && isSeed(seed)
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), of(seed, user).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
