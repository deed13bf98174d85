package dev.perigee.web;

import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Says where to click. Its last line is a contract: scripts wait for it. */
@Component
class StartMessage {

    private final List<StartNote> notes;
    private final WebSettings web;
    private final Environment environment;

    StartMessage(List<StartNote> notes, WebSettings web, Environment environment) {
        this.notes = notes;
        this.web = web;
        this.environment = environment;
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void say(ApplicationReadyEvent event) {
        String port = environment.getProperty("local.server.port", "8080");
        var text = new StringBuilder();
        if (!environment.acceptsProfiles(Profiles.of("production"))) {
            text.append("\n  Documentation   ").append(web.link("/docs")).append('\n');
            notes.stream()
                    .flatMap(note -> note.lines().stream())
                    .forEach(line -> text.append("  ").append(line).append('\n'));
            text.append('\n');
        }
        text.append("Perigee is ready: http://localhost:").append(port);
        System.out.println(text);
    }
}
