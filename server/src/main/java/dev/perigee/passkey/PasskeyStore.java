package dev.perigee.passkey;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.Ids;
import dev.perigee.database.UserId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutableCredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCose;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.stereotype.Repository;

@Repository
class PasskeyStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    PasskeyStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** A person as an authenticator names them: the sixteen bytes of the id, which says nothing about anybody. */
    static Bytes handle(UserId user) {
        var id = user.value();
        return new Bytes(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    /** Nobody for bytes that are no such id. */
    static Optional<UserId> user(Bytes handle) {
        var bytes = ByteBuffer.wrap(handle.getBytes());
        return bytes.remaining() == 16
                ? Optional.of(new UserId(new UUID(bytes.getLong(), bytes.getLong())))
                : Optional.empty();
    }

    void add(UserId user, CredentialRecord key) {
        jdbc.sql("""
                insert into passkey
                    (id, user_id, credential_id, public_key, attestation, client_data, transports, uses, backed_up, name)
                values (:id, :user, :credential, :key, :attestation, :client_data, :transports, :uses, :backed_up, :name)
                """)
                .param("id", Ids.next())
                .param("user", user.value())
                .param("credential", key.getCredentialId().getBytes())
                .param("key", key.getPublicKey().getBytes())
                .param("attestation", bytes(key.getAttestationObject()))
                .param("client_data", bytes(key.getAttestationClientDataJSON()))
                .param("transports", transports(key.getTransports()))
                .param("uses", key.getSignatureCount())
                .param("backed_up", key.isBackupState())
                .param("name", key.getLabel())
                .update();
    }

    private static byte[] bytes(@Nullable Bytes bytes) {
        return bytes == null ? new byte[0] : bytes.getBytes();
    }

    private static String transports(Set<AuthenticatorTransport> transports) {
        return transports.stream()
                .map(AuthenticatorTransport::getValue)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /**
     * Notes a use, and what the device counts. One whose count does not grow has been copied (WebAuthn Level 3, §6.1.1);
     * one that says zero does not count.
     */
    boolean use(CredentialRecord key) {
        return jdbc.sql("""
                update passkey set uses = :uses, last_used_at = now()
                 where credential_id = :credential and (uses < :uses or (uses = 0 and :uses = 0))
                """)
                        .param("uses", key.getSignatureCount())
                        .param("credential", key.getCredentialId().getBytes())
                        .update()
                == 1;
    }

    Optional<CredentialRecord> find(Bytes credential) {
        return jdbc.sql("""
                select user_id, credential_id, public_key, attestation, client_data, transports, uses, backed_up, name,
                       created_at
                  from passkey where credential_id = :credential
                """)
                .param("credential", credential.getBytes())
                .query(PasskeyStore::key)
                .optional();
    }

    List<CredentialRecord> keys(UserId user) {
        return jdbc.sql("""
                select user_id, credential_id, public_key, attestation, client_data, transports, uses, backed_up, name,
                       created_at
                  from passkey where user_id = :user order by id
                """)
                .param("user", user.value())
                .query(PasskeyStore::key)
                .list();
    }

    private static CredentialRecord key(ResultSet row, int number) throws SQLException {
        String transports = row.getString("transports");
        return ImmutableCredentialRecord.builder()
                .credentialType(PublicKeyCredentialType.PUBLIC_KEY)
                .userEntityUserId(handle(new UserId(row.getObject("user_id", UUID.class))))
                .credentialId(new Bytes(row.getBytes("credential_id")))
                .publicKey(new ImmutablePublicKeyCose(row.getBytes("public_key")))
                .attestationObject(new Bytes(row.getBytes("attestation")))
                .attestationClientDataJSON(new Bytes(row.getBytes("client_data")))
                .transports(
                        transports.isEmpty()
                                ? Set.of()
                                : Arrays.stream(transports.split(" ", -1))
                                        .map(AuthenticatorTransport::valueOf)
                                        .collect(Collectors.toSet()))
                .signatureCount(row.getLong("uses"))
                .backupState(row.getBoolean("backed_up"))
                .backupEligible(row.getBoolean("backed_up"))
                .uvInitialized(true)
                .label(row.getString("name"))
                .created(instant(row, "created_at"))
                .build();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    List<Passkey> list(UserId user) {
        return jdbc.sql("""
                select id, name, backed_up, created_at, last_used_at from passkey where user_id = :user order by id desc
                """)
                .param("user", user.value())
                .query(PasskeyStore::passkey)
                .list();
    }

    Optional<Passkey> find(UserId user, UUID id) {
        return jdbc.sql("""
                select id, name, backed_up, created_at, last_used_at from passkey where user_id = :user and id = :id
                """)
                .param("user", user.value())
                .param("id", id)
                .query(PasskeyStore::passkey)
                .optional();
    }

    private static Passkey passkey(ResultSet row, int number) throws SQLException {
        var used = row.getObject("last_used_at", OffsetDateTime.class);
        return new Passkey(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getBoolean("backed_up"),
                instant(row, "created_at"),
                used == null ? null : used.toInstant());
    }

    boolean rename(UserId user, UUID id, String name) {
        return jdbc.sql("update passkey set name = :name where user_id = :user and id = :id")
                        .param("name", name)
                        .param("user", user.value())
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean delete(UserId user, UUID id) {
        return jdbc.sql("delete from passkey where user_id = :user and id = :id")
                        .param("user", user.value())
                        .param("id", id)
                        .update()
                == 1;
    }

    void deleteSince(UserId user, Instant since) {
        jdbc.sql("delete from passkey where user_id = :user and created_at >= :since")
                .param("user", user.value())
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .update();
    }

    void addChallenge(Bytes challenge, @Nullable UserId user, Duration valid) {
        jdbc.sql("""
                insert into passkey_challenge (challenge, user_id, expires_at)
                values (:challenge, cast(:user as uuid), now() + :valid * interval '1 second')
                """)
                .param("challenge", challenge.getBytes())
                .param("user", user == null ? null : user.value())
                .param("valid", valid.toSeconds())
                .update();
    }

    /** Uses a challenge up: of two uses one is told true. */
    boolean useChallenge(Bytes challenge, @Nullable UserId user) {
        return jdbc.sql("""
                delete from passkey_challenge
                 where challenge = :challenge and user_id is not distinct from cast(:user as uuid) and expires_at > now()
                """)
                        .param("challenge", challenge.getBytes())
                        .param("user", user == null ? null : user.value())
                        .update()
                == 1;
    }

    @Scheduled(initialDelay = 19, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetChallenges() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from passkey_challenge where challenge in (
                    select challenge from passkey_challenge where expires_at < now()
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
