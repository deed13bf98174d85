package dev.perigee.auth;

import static dev.perigee.web.Permission.USER;

import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth/session")
class SessionController {

    private final Sessions sessions;

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Lists your sessions, newest first. Each is one sign-in on one device. */
    @GetMapping
    @Verify(permission = USER, anywhere = true)
    Page<SessionEntry> list(Caller caller, PageQuery page) {
        return sessions.list(caller, page);
    }

    /** Ends one of your sessions. Its tokens are refused at once, on every server. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    void delete(Caller caller, @PathVariable UUID id) {
        sessions.endOwn(caller, id);
    }

    /** Ends all your sessions but this one. Their tokens are refused at once, on every server. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    void deleteOthers(Caller caller) {
        sessions.endOthers(caller);
    }
}
