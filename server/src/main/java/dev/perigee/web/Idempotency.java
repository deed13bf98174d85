package dev.perigee.web;

import dev.perigee.secret.Sha256;
import dev.perigee.secret.Vault;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the answer of an {@link Idempotent} route in the same transaction as its effect: both are there or neither. A
 * second request with the key waits at the unique index until the first has ended, and then answers the same.
 */
@Component
class Idempotency implements MethodInterceptor {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final IdempotencyStore store;
    private final TransactionOperations transactions;
    private final Vault vault;
    private final JsonMapper json;
    private final List<KeptAnswers> features;

    Idempotency(
            IdempotencyStore store,
            TransactionOperations transactions,
            Vault vault,
            JsonMapper json,
            List<KeptAnswers> features) {
        this.store = store;
        this.transactions = transactions;
        this.vault = vault;
        this.json = json;
        this.features = features;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
        var attributes = (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
        String key = attributes.getRequest().getHeader("Idempotency-Key");
        var caller = Caller.of(attributes.getRequest()).orElse(null);
        if (key == null || caller == null) {
            return call.proceed();
        }
        if (!KEY.matcher(key).matches()) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "idempotency_key_unreadable");
        }
        var response = Objects.requireNonNull(attributes.getResponse());
        return transactions.execute(transaction -> once(call, caller, key, response));
    }

    private @Nullable Object once(MethodInvocation call, Caller caller, String key, HttpServletResponse response) {
        String request = fingerprint(call);
        if (store.begin(caller.account(), caller.user(), key, request)) {
            Object answer = proceed(call);
            String place = place(caller, key);
            store.finish(caller.account(), caller.user(), key, vault.seal(place, kept(answer)));
            return answer;
        }
        var kept = store.find(caller.account(), caller.user(), key);
        if (!kept.request().equals(request)) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency_key_reused");
        }
        response.setHeader("Idempotency-Replayed", "true");
        return json.readValue(
                vault.open(place(caller, key), kept.answer()), call.getMethod().getReturnType());
    }

    private String kept(@Nullable Object answer) {
        Object kept = answer;
        for (var feature : features) {
            kept = kept == null ? null : feature.toKeep(kept);
        }
        return json.writeValueAsString(kept);
    }

    private static String place(Caller caller, String key) {
        return "idempotency/" + caller.account() + '/' + caller.user() + '/' + key;
    }

    private static @Nullable Object proceed(MethodInvocation call) {
        try {
            return call.proceed();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A controller declares no checked exception", e);
        }
    }

    /** SHA-256 over the route and what the caller sent to it. */
    private String fingerprint(MethodInvocation call) {
        var text = new StringBuilder(call.getMethod().toString());
        Annotation[][] annotations = call.getMethod().getParameterAnnotations();
        for (int i = 0; i < annotations.length; i++) {
            if (Arrays.stream(annotations[i]).anyMatch(a -> a instanceof RequestBody || a instanceof PathVariable)) {
                text.append('\n').append(json.writeValueAsString(call.getArguments()[i]));
            }
        }
        return Sha256.hex(text.toString());
    }
}
