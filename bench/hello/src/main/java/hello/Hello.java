package hello;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** One route that does nothing, so that what the HTTP stack itself costs is known. */
@SpringBootApplication
@RestController
public class Hello {

    record Greeting(String hello) {}

    public static void main(String[] arguments) {
        SpringApplication.run(Hello.class, arguments);
    }

    @GetMapping("/hello")
    Greeting hello() {
        return new Greeting("world");
    }
}
