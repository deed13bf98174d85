package dev.perigee.key;

import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class LeakController {

    /** @param key what looks like a key of ours */
    record Finding(@NotBlank @Size(max = 200) String key) {}

    private final Leaks leaks;

    LeakController(Leaks leaks) {
        this.leaks = leaks;
    }

    /**
     * Reports a key that was found where it does not belong, in a public repository for example.
     *
     * <p>If it is one, it is refused from now on, and the owners of its account are told by mail. The answer is the same
     * whatever it is. Open: whoever has the key in hand could do worse with it.
     */
    @PostMapping("/api/key/leak")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Open
    @RateLimit(name = "leak", network = "30/10m")
    void create(@Valid @RequestBody Finding finding) {
        leaks.report(finding.key());
    }
}
