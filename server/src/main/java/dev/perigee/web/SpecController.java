package dev.perigee.web;

import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SpecController {

    /** Bytes and no resource: of that, Spring would answer parts too, and a wrong range with the whole. */
    private final byte[] spec;

    SpecController() throws IOException {
        this.spec = new ClassPathResource("api/spec.yaml").getContentAsByteArray();
    }

    /**
     * Gives this description of the API.
     *
     * <p>OpenAPI 3.0; Postman and code generators read it. Open: who decides whether to sign up reads it first.
     */
    @GetMapping(path = "/api/spec.yaml", produces = "application/yaml")
    @Open
    byte[] get() {
        return spec;
    }
}
