package dev.perigee.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who somebody was when a row was written. It stands beside the chain and is gone once the person is erased.
 *
 * @param salt keeps the hash of this from being guessed
 * @param address from where they acted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Known(
        String salt,
        @Nullable String name,
        @Nullable String email,
        @Nullable String address) {

    private static final Known NOTHING = new Known("", null, null, null);

    static Known of(AuditRow.Part part, JsonMapper json) {
        return part.known() == null ? NOTHING : json.readValue(part.known(), Known.class);
    }
}
