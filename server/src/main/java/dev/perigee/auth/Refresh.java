package dev.perigee.auth;

import dev.perigee.web.Origins;
import dev.perigee.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** Decides which refresh token a request presents, and whether it may. */
@Component
class Refresh {

    private final SignIns signIns;
    private final Origins origins;

    Refresh(SignIns signIns, Origins origins) {
        this.signIns = signIns;
        this.origins = origins;
    }

    /** @throws Problem 401 without a valid token, 403 when a cookie comes from a page that is not ours */
    SignedIn refresh(HttpServletRequest request, @Nullable String inBody) {
        if (inBody != null) {
            return signIns.refresh(inBody, "native");
        }
        var cookie = WebUtils.getCookie(request, RefreshCookie.NAME);
        if (cookie == null) {
            throw Problem.of(HttpStatus.UNAUTHORIZED, "invalid_refresh_token");
        }
        if (!origins.isOurPage(request)) {
            throw Problem.of(HttpStatus.FORBIDDEN, "foreign_origin");
        }
        return signIns.refresh(cookie.getValue(), "web");
    }
}
