package dev.perigee.web;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/health")
class HealthController {

    record Health(String status) {}

    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    /**
     * Tells whether the process is alive.
     *
     * <p>Stays up while the database is away, so that nobody restarts a healthy node. Open: it tells nothing else.
     */
    @GetMapping("/live")
    @Open
    Health live() {
        return new Health("live");
    }

    /**
     * Tells whether this node should get requests.
     *
     * <p>503 from the moment a stop begins, some seconds before requests are refused, and while the database does not
     * answer. Open: it tells nothing else.
     */
    @GetMapping("/ready")
    @Open
    Health ready() {
        return readiness.require(new Health("ready"));
    }
}
