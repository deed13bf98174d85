package dev.perigee.key;

import dev.perigee.database.AccountId;
import dev.perigee.secret.Sealed;
import dev.perigee.secret.Secrets;
import dev.perigee.secret.Vault;
import dev.perigee.web.KeptAnswers;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** What stands in the database in the place of a key's text. */
@Component
class KeyTexts implements KeptAnswers {

    private final Secrets secrets;
    private final Vault vault;
    private final String prefix;
    private final boolean reveal;

    KeyTexts(Secrets secrets, Vault vault, Environment environment, KeySettings settings) {
        this.secrets = secrets;
        this.vault = vault;
        this.prefix = environment.acceptsProfiles(Profiles.of("production")) ? KeyFormat.LIVE : KeyFormat.TEST;
        this.reveal = settings.reveal();
    }

    /** A text that no key has yet. */
    String next() {
        return KeyFormat.next(prefix);
    }

    /** By which a row is found. Whoever can write into the database cannot make one up. */
    String lookup(String text) {
        return HexFormat.of().formatHex(secrets.index("api_key", text));
    }

    ApiKeyStore.Secret secret(AccountId account, UUID id, String text) {
        var sealed = reveal ? vault.seal(place(account, id), text) : null;
        return new ApiKeyStore.Secret(lookup(text), sealed, KeyFormat.hint(text));
    }

    /** @throws IllegalStateException when it was sealed for another key */
    String open(AccountId account, UUID id, Sealed sealed) {
        return vault.open(place(account, id), sealed);
    }

    /** A key that cannot be read again is not kept for a repetition either: the one answer is all there is. */
    @Override
    public Object toKeep(Object answer) {
        return answer instanceof ApiKey key && !reveal ? key.withText(null) : answer;
    }

    private static String place(AccountId account, UUID id) {
        return "api_key/" + account + '/' + id;
    }
}
