package dev.perigee.passkey;

import dev.perigee.database.UserId;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.stereotype.Component;

/** Our people as Spring Security's ceremonies see them. */
@Component
class PasskeyPeople implements PublicKeyCredentialUserEntityRepository {

    private final Users users;

    PasskeyPeople(Users users) {
        this.users = users;
    }

    static PublicKeyCredentialUserEntity entity(User user) {
        return ImmutablePublicKeyCredentialUserEntity.builder()
                .id(PasskeyStore.handle(user.id()))
                .name(user.email().value())
                .displayName(user.name())
                .build();
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findById(Bytes handle) {
        return PasskeyStore.user(handle)
                .flatMap(users::find)
                .map(PasskeyPeople::entity)
                .orElse(null);
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String id) {
        return users.find(new UserId(UUID.fromString(id)))
                .map(PasskeyPeople::entity)
                .orElse(null);
    }

    @Override
    public void save(PublicKeyCredentialUserEntity entity) {
        throw new UnsupportedOperationException("People sign up elsewhere");
    }

    @Override
    public void delete(Bytes id) {
        throw new UnsupportedOperationException("People are erased elsewhere");
    }
}
