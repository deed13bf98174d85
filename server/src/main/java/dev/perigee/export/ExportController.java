package dev.perigee.export;

import static dev.perigee.web.Permission.OWNER;

import dev.perigee.web.Caller;
import dev.perigee.web.Idempotent;
import dev.perigee.web.RateLimit;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/account/export")
class ExportController {

    record Link(@NotNull @Size(max = 200) String token) {}

    private final Exports exports;
    private final Download download;

    ExportController(Exports exports, Download download) {
        this.exports = exports;
        this.download = download;
    }

    /**
     * Asks for an archive of everything that the account owns.
     *
     * <p>It is made in the background. Once it is ready you get a mail with a link, which fetches it once. One is made at a
     * time: while it is under way, it is the answer to this.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Verify(permission = OWNER, planless = true)
    @StepUp
    @RateLimit(name = Exports.LIMIT, identifier = "5/1d")
    @Idempotent
    Export create(Caller caller) {
        return exports.begin(caller);
    }

    /**
     * Shows how far the archive is that was asked for last.
     *
     * <p>The {@code state} goes from {@code waiting} over {@code running} to {@code ready} and {@code fetched}; it ends in
     * {@code failed} when the archive could not be made, and in {@code expired} when nobody fetched it.
     */
    @GetMapping
    @Verify(permission = OWNER, planless = true)
    Export get(Caller caller) {
        return exports.newest(caller);
    }

    /**
     * Fetches an archive by the token of the mailed link, once.
     *
     * <p>A ZIP with a file of JSON lines for each kind of data. The link is spent and the archive gone as soon as this has
     * begun. In another account the link is absent, and stays good.
     */
    @PostMapping(path = "/download", produces = Download.ZIP)
    @Verify(permission = OWNER, planless = true)
    @StepUp
    void download(Caller caller, @Valid @RequestBody Link link, HttpServletResponse response) throws IOException {
        download.send(caller, link.token(), response);
    }
}
