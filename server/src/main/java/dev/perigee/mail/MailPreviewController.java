package dev.perigee.mail;

import dev.perigee.web.Open;
import java.util.Locale;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

@Controller
@RequestMapping("/dev/mail/preview")
@Profile("!production")
class MailPreviewController {

    private final MailPreviews previews;

    MailPreviewController(MailPreviews previews) {
        this.previews = previews;
    }

    /** Lists every kind of mail. Open: it exists in development only, for this machine. */
    @GetMapping
    @Open
    ModelAndView list(Locale locale) {
        return new ModelAndView("mail/previews", "kinds", previews.kinds(locale));
    }

    /** Shows a kind of mail in one language. Open: it exists in development only, for this machine. */
    @GetMapping("/{kind}/{language}")
    @Open
    ModelAndView show(@PathVariable String kind, @PathVariable Locale language) {
        return new ModelAndView("mail/preview", "preview", previews.preview(kind, language));
    }
}
