package dev.perigee.passkey;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.stereotype.Component;

/** Our table as Spring Security's ceremonies see it. */
@Component
class PasskeyRecords implements UserCredentialRepository {

    /** What a ceremony must not save: the device counts backwards, so there are two of it. */
    static final class CopiedPasskeyException extends IllegalArgumentException {

        @java.io.Serial
        private static final long serialVersionUID = 1L;

        CopiedPasskeyException() {
            super("The passkey has been used as often before");
        }
    }

    private final PasskeyStore store;

    PasskeyRecords(PasskeyStore store) {
        this.store = store;
    }

    @Override
    public void save(CredentialRecord key) {
        if (store.find(key.getCredentialId()).isEmpty()) {
            store.add(PasskeyStore.user(key.getUserEntityUserId()).orElseThrow(), key);
        } else if (!store.use(key)) {
            throw new CopiedPasskeyException();
        }
    }

    @Override
    public @Nullable CredentialRecord findByCredentialId(Bytes id) {
        return store.find(id).orElse(null);
    }

    @Override
    public List<CredentialRecord> findByUserId(Bytes handle) {
        return PasskeyStore.user(handle).map(store::keys).orElse(List.of());
    }

    @Override
    public void delete(Bytes id) {
        throw new UnsupportedOperationException("Passkeys are removed by their owners alone");
    }
}
