package dev.perigee.social;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.Ids;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class IdentityStore {

    private static final String COLUMNS = "id, user_id, network, email, picture, created_at, last_used_at";
    private static final String PROOF = "network, issuer, subject, email, name, picture";

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    IdentityStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** @throws org.springframework.dao.DuplicateKeyException when it is somebody's already */
    void add(UserId user, Proof proof) {
        jdbc.sql("""
                insert into social_identity (id, user_id, network, issuer, subject, email, picture)
                values (:id, :user, :network, :issuer, :subject, :email, :picture)
                """)
                .param("id", Ids.next())
                .param("user", user.value())
                .param("network", proof.network())
                .param("issuer", proof.issuer())
                .param("subject", proof.subject())
                .param("email", text(proof.email()))
                .param("picture", proof.picture())
                .update();
    }

    private static @Nullable String text(@Nullable EmailAddress email) {
        return email == null ? null : email.value();
    }

    Optional<Identity> find(Proof proof) {
        return jdbc.sql("select " + COLUMNS + " from social_identity where issuer = :issuer and subject = :subject")
                .param("issuer", proof.issuer())
                .param("subject", proof.subject())
                .query(IdentityStore::identity)
                .optional();
    }

    Optional<Identity> find(UserId user, UUID id) {
        return jdbc.sql("select " + COLUMNS + " from social_identity where user_id = :user and id = :id")
                .param("user", user.value())
                .param("id", id)
                .query(IdentityStore::identity)
                .optional();
    }

    List<Identity> list(UserId user) {
        return jdbc.sql("select " + COLUMNS + " from social_identity where user_id = :user order by id desc")
                .param("user", user.value())
                .query(IdentityStore::identity)
                .list();
    }

    private static Identity identity(ResultSet row, int number) throws SQLException {
        var used = row.getObject("last_used_at", OffsetDateTime.class);
        return new Identity(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("network"),
                row.getString("email"),
                row.getString("picture"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                used == null ? null : used.toInstant());
    }

    /** Notes what the network tells now. */
    void refresh(UUID id, UserId user, Proof proof) {
        jdbc.sql("""
                update social_identity set email = :email, picture = :picture, last_used_at = now()
                 where id = :id and user_id = :user
                """)
                .param("email", text(proof.email()))
                .param("picture", proof.picture())
                .param("id", id)
                .param("user", user.value())
                .update();
    }

    boolean delete(UserId user, UUID id) {
        return jdbc.sql("delete from social_identity where user_id = :user and id = :id")
                        .param("user", user.value())
                        .param("id", id)
                        .update()
                == 1;
    }

    /** The pictures of those that are gone. */
    List<String> deleteSince(UserId user, Instant since) {
        return jdbc.sql("""
                delete from social_identity where user_id = :user and created_at >= :since
                returning coalesce(picture, '') as picture
                """)
                .param("user", user.value())
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .query((row, n) -> row.getString("picture"))
                .list();
    }

    /** Keeps a proof for whoever still has to name an address. */
    void addSignUp(byte[] hash, byte[] browser, Proof proof, Duration valid) {
        jdbc.sql("""
                insert into social_sign_up
                    (id, hash, browser, network, issuer, subject, email, name, picture, expires_at)
                values (:id, :hash, :browser, :network, :issuer, :subject, :email, :name, :picture,
                        now() + :valid * interval '1 second')
                """)
                .param("id", Ids.next())
                .param("hash", hash)
                .param("browser", browser)
                .param("network", proof.network())
                .param("issuer", proof.issuer())
                .param("subject", proof.subject())
                .param("email", text(proof.email()))
                .param("name", proof.name())
                .param("picture", proof.picture())
                .param("valid", valid.toSeconds())
                .update();
    }

    /** The proof whose sign-up has this token, in the same browser; with the address that was named, if any. */
    Optional<Proof> signUp(byte[] hash, byte[] browser) {
        return jdbc.sql("select " + PROOF
                        + " from social_sign_up"
                        + " where hash = :hash and browser = :browser and expires_at > now() for update")
                .param("hash", hash)
                .param("browser", browser)
                .query(IdentityStore::proof)
                .optional();
    }

    /** Names the address and the person; the token in an earlier mail is void. */
    void putAddress(byte[] hash, Proof proof, byte[] mailHash, Duration valid) {
        jdbc.sql("""
                update social_sign_up
                   set email = :email, name = :name, mail_hash = :mail, expires_at = now() + :valid * interval '1 second'
                 where hash = :hash
                """)
                .param("email", text(proof.email()))
                .param("name", proof.name())
                .param("mail", mailHash)
                .param("valid", valid.toSeconds())
                .param("hash", hash)
                .update();
    }

    /** Ends a sign-up by the token in its mail: of any number at once, one finds it. */
    Optional<Proof> takeSignUp(byte[] mailHash, byte[] browser) {
        return jdbc.sql("delete from social_sign_up"
                        + " where mail_hash = :mail and browser = :browser and expires_at > now() returning " + PROOF)
                .param("mail", mailHash)
                .param("browser", browser)
                .query(IdentityStore::proof)
                .optional();
    }

    /** Whether a mail with this token was sent, to whichever browser. */
    boolean isMailed(byte[] mailHash) {
        return jdbc.sql("select exists (select 1 from social_sign_up where mail_hash = :mail and expires_at > now())")
                .param("mail", mailHash)
                .query(Boolean.class)
                .single();
    }

    /** Its address counts as unproved until somebody has used the mail to it. */
    private static Proof proof(ResultSet row, int number) throws SQLException {
        return new Proof(
                row.getString("network"),
                row.getString("issuer"),
                row.getString("subject"),
                Proof.email(row.getString("email")),
                false,
                row.getString("name"),
                row.getString("picture"));
    }

    @Scheduled(initialDelay = 23, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from social_sign_up where id in (
                    select id from social_sign_up where expires_at < now() limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
