package dev.perigee.auth;

import dev.perigee.web.Caller;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Ends the caller's session and tells the browser to forget it. */
@Component
class SignOut {

    private final Sessions sessions;

    SignOut(Sessions sessions) {
        this.sessions = sessions;
    }

    ResponseEntity<Void> end(Caller caller) {
        sessions.end(caller.credential(), caller.user());
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, RefreshCookie.gone())
                .header("Clear-Site-Data", "\"cache\", \"storage\"")
                .build();
    }
}
