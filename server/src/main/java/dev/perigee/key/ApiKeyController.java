package dev.perigee.key;

import static dev.perigee.web.Permission.DEVELOPER;

import dev.perigee.user.Password;
import dev.perigee.web.Caller;
import dev.perigee.web.Idempotent;
import dev.perigee.web.Loggable;
import dev.perigee.web.Network;
import dev.perigee.web.OneLine;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/key")
class ApiKeyController {

    /**
     * A key to be made.
     *
     * @param name by which you know it again
     * @param scopes what it may do; {@code GET /api/key/scopes} lists them
     * @param expiresAt when it ends by itself; never, when absent
     * @param allowedIps the addresses and networks it may come from, such as {@code 203.0.113.0/24}; absent: from anywhere
     */
    record NewApiKey(
            @NotNull @Size(max = 100) @OneLine @Loggable String name,

            @NotNull @Size(min = 1, max = 100) @Loggable List<@NotNull @Size(max = 100) String> scopes,

            @Nullable @Future @Loggable Instant expiresAt,

            @Nullable @Size(max = 50) @Loggable List<@NotNull @Network String> allowedIps) {

        ApiKeys.Wanted wanted() {
            var networks = Objects.requireNonNullElse(allowedIps, List.<String>of());
            return new ApiKeys.Wanted(name, scopes.stream().distinct().toList(), networks, expiresAt);
        }
    }

    /** @param allowedIps an empty list: from anywhere */
    record ApiKeyChange(
            @Nullable @Size(max = 100) @OneLine @Loggable String name,

            @Nullable @Size(min = 1, max = 100) @Loggable List<@NotNull @Size(max = 100) String> scopes,

            @Nullable @Size(max = 50) @Loggable List<@NotNull @Network String> allowedIps) {

        ApiKeys.Change change() {
            return new ApiKeys.Change(
                    name, scopes == null ? null : scopes.stream().distinct().toList(), allowedIps);
        }
    }

    /**
     * Who you are, proved again; needless within five minutes of a sign-in.
     *
     * @param password for whoever has no second factor
     * @param otp a code of the authenticator app, or a backup code
     */
    record RevealProof(
            @Nullable @Password String password,
            @Nullable @Size(max = 40) String otp) {}

    record Revealed(String key) {}

    /** @param overlapHours for how long the key before is taken as well */
    record Rotation(@NotNull @Min(0) @Max(168) @Loggable Integer overlapHours) {}

    record ScopeList(List<Scopes.Scope> items) {}

    private final ApiKeys keys;
    private final Scopes scopes;
    private final Reveal reveal;

    ApiKeyController(ApiKeys keys, Scopes scopes, Reveal reveal) {
        this.keys = keys;
        this.scopes = scopes;
        this.reveal = reveal;
    }

    /**
     * Makes an API key. The answer holds the key itself.
     *
     * <p>It belongs to your account and acts for you. It may do what its scopes name, and never more than you may now. Send
     * it as {@code Authorization: Basic <key>}. When you leave the account, an owner takes it over.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = DEVELOPER, scope = "key.create")
    @Idempotent
    ApiKey create(Caller caller, @Valid @RequestBody NewApiKey form) {
        return keys.issue(caller, form.wanted());
    }

    /** Lists the account's keys, newest first. The keys themselves are not among them. */
    @GetMapping
    @Verify(permission = DEVELOPER, scope = "key.read")
    Page<ApiKey> list(Caller caller, PageQuery page) {
        return keys.list(caller, page);
    }

    /** Lists the scopes that a key can have. It tells what each opens, and whether you may give it. */
    @GetMapping("/scopes")
    @Verify(permission = DEVELOPER, scope = "key.read")
    ScopeList scopes(Caller caller) {
        return new ScopeList(scopes.all(caller));
    }

    /** Shows a key of the account. Its hint tells it from others; the key itself is not in the answer. */
    @GetMapping("/{id}")
    @Verify(permission = DEVELOPER, scope = "key.read")
    ApiKey get(Caller caller, @PathVariable UUID id) {
        return keys.get(caller, id);
    }

    /**
     * Changes a key's name, scopes or networks.
     *
     * <p>Fields that are absent stay as they are. It holds at once, on every server. Only somebody who may all that the key
     * may can do this.
     */
    @PatchMapping("/{id}")
    @Verify(permission = DEVELOPER, scope = "key.update")
    ApiKey update(Caller caller, @PathVariable UUID id, @Valid @RequestBody ApiKeyChange form) {
        return keys.change(caller, id, form.change());
    }

    /** Revokes a key. It is refused from now on, on every server, and cannot be brought back. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = DEVELOPER, scope = "key.delete")
    void delete(Caller caller, @PathVariable UUID id) {
        keys.revoke(caller, id);
    }

    /**
     * Reads a lost key again.
     *
     * <p>For the member it acts for, or an owner, who has signed in within five minutes or proves now who they are: with a
     * second factor by {@code otp}, without one by {@code password}. The owners are told by mail.
     */
    @PostMapping("/{id}/reveal")
    @Verify(permission = DEVELOPER)
    @RateLimit(name = Reveal.LIMIT, identifier = "5/1h")
    Revealed reveal(Caller caller, @PathVariable UUID id, @Valid @RequestBody RevealProof form) {
        return new Revealed(reveal.text(caller, id, form.password(), form.otp()));
    }

    /**
     * Gives a key another text, and takes the one before for some hours more.
     *
     * <p>So programs can change over without a failure. With an overlap of 0 the earlier text is refused at once, as it is
     * for a key in quarantine, which this ends. Only somebody who may all that the key may can do this.
     */
    @PostMapping("/{id}/rotate")
    @Verify(permission = DEVELOPER, scope = "key.update")
    @Idempotent
    ApiKey rotate(Caller caller, @PathVariable UUID id, @Valid @RequestBody Rotation form) {
        return keys.rotate(caller, id, Duration.ofHours(form.overlapHours()));
    }
}
