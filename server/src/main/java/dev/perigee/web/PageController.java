package dev.perigee.web;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The few pages that the server draws itself. */
@Controller
class PageController {

    private final boolean mailbox;

    PageController(Environment environment) {
        this.mailbox = !environment.acceptsProfiles(Profiles.of("production"))
                && environment.getProperty("perigee.mail.smtp-url", "").isBlank();
    }

    /**
     * Shows what is here. Mails lead to /signin, and social networks send people back to it, to /dashboard and to
     * /account/profile, which have no page of their own yet. Open: it is the front door.
     */
    @GetMapping({"/", "/signin", "/dashboard", "/account/profile"})
    @Open
    String index(Model model) {
        model.addAttribute("mailbox", mailbox);
        return "web/index";
    }

    /** Shows the API's interactive documentation. Open, as the description that it draws. */
    @GetMapping("/docs")
    @Open
    String docs() {
        return "web/docs";
    }

    /** Explains each problem code. Open: the {@code type} of every problem leads here. */
    @GetMapping("/docs/problems")
    @Open
    String problems(Model model) {
        model.addAttribute("codes", Texts.problemCodes());
        return "web/problems";
    }
}
