package dev.perigee.web;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SpecController {

    /**
     * Gives this description of the API.
     *
     * <p>OpenAPI 3.0; Postman and code generators read it. Open: who decides whether to sign up reads it first.
     */
    @GetMapping(path = "/api/spec.yaml", produces = "application/yaml")
    @Open
    Resource get() {
        return new ClassPathResource("api/spec.yaml");
    }
}
