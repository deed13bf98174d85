package dev.perigee.user;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.scrypt.SCryptPasswordEncoder;

/**
 * Hashes that another system left, as Spring Security writes them, so that its people come in with the password they
 * have. Every form is held to what it may cost: a hash of unknown size would keep a hasher busy for hours.
 */
final class OtherHashes {

    /** @param text what a hash of the form looks like after the name in braces */
    private record Form(Pattern text, PasswordEncoder encoder) {}

    /** What bcrypt reads of a password. Longer ones are cut off, so whoever knew the beginning would come in. */
    private static final int BCRYPT_BYTES = 72;

    private static final String BCRYPT = "bcrypt";

    private final Map<String, Form> forms;

    OtherHashes() {
        var scrypt = new Form(
                Pattern.compile("[$](?:e0801|100801)[$][A-Za-z0-9+/]{22,86}==[$][A-Za-z0-9+/]{43}="),
                new SCryptPasswordEncoder(65_536, 8, 1, 32, 16));
        forms = Map.of(
                BCRYPT,
                new Form(
                        Pattern.compile("[$]2[aby][$](?:0[4-9]|1[0-5])[$][A-Za-z0-9./]{53}"),
                        new BCryptPasswordEncoder()),
                "pbkdf2",
                new Form(Pattern.compile("[0-9a-f]{80}"), firstPbkdf2()),
                "pbkdf2@SpringSecurity_v5_8",
                new Form(Pattern.compile("[0-9a-f]{96}"), Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8()),
                "scrypt",
                scrypt,
                "scrypt@SpringSecurity_v5_8",
                scrypt);
    }

    /** Nobody should make such hashes any more, hence the warning; comparing with them is what this class is for. */
    @SuppressWarnings("deprecation")
    private static PasswordEncoder firstPbkdf2() {
        return Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_5();
    }

    /**
     * Whether comparing these two is work for this class: the hash has one of its forms, and there is a password. An
     * empty one is refused by Spring Security at once, and a stopwatch would tell that the address is known.
     */
    boolean take(String password, String hash) {
        return !password.isEmpty() && form(hash).isPresent();
    }

    /** Whether a hash that is taken here was made of the password, character for character as it was typed. */
    boolean match(String password, String hash) {
        var form = form(hash).orElseThrow();
        boolean right = form.encoder().matches(password, text(hash));
        // Not before: a refusal without the work would tell that the address is known (CVE-2025-22228, CVE-2025-22234).
        return right
                && (!name(hash).equals(BCRYPT) || password.getBytes(StandardCharsets.UTF_8).length <= BCRYPT_BYTES);
    }

    private Optional<Form> form(String hash) {
        return Optional.ofNullable(forms.get(name(hash)))
                .filter(form -> form.text().matcher(text(hash)).matches());
    }

    /** Only bcrypt is common without a name. */
    private static String name(String hash) {
        return hash.startsWith("{") ? hash.substring(1, Math.max(1, hash.indexOf('}'))) : BCRYPT;
    }

    private static String text(String hash) {
        return hash.startsWith("{") ? hash.substring(hash.indexOf('}') + 1) : hash;
    }
}
