package dev.perigee.mail;

import dev.perigee.web.Open;
import dev.perigee.web.Problem;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;

@Controller
@RequestMapping("/dev/mail")
@Profile("!production")
class MailboxController {

    record Messages(List<DevelopmentMailbox.Message> items) {}

    private final ObjectProvider<DevelopmentMailbox> mailbox;

    /** There is none where mail really leaves. */
    MailboxController(ObjectProvider<DevelopmentMailbox> mailbox) {
        this.mailbox = mailbox;
    }

    /** Shows the development mailbox. Open: it exists in development only, for this machine. */
    @GetMapping
    @Open
    String page(@RequestParam(required = false) @Nullable String to, Model model) {
        model.addAttribute("to", to == null ? "" : to);
        model.addAttribute("messages", mailbox().list(recipient(to)));
        return "mail/mailbox";
    }

    /** Shows one mail. Open: it exists in development only, for this machine. */
    @GetMapping("/{id}")
    @Open
    String message(@PathVariable UUID id, Model model) {
        model.addAttribute("message", mailbox().find(id).orElseThrow(Problem::notFound));
        return "mail/message";
    }

    /** Lists the mails of the development mailbox, newest first. Open: it exists in development only, for this machine. */
    @GetMapping(path = "/messages", produces = "application/json")
    @Open
    @ResponseBody
    Messages list(@RequestParam(required = false) @Nullable String to) {
        return new Messages(mailbox().list(recipient(to)));
    }

    /** Empties the development mailbox. Open: it exists in development only, for this machine. */
    @DeleteMapping("/messages")
    @Open
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @ResponseBody
    void empty() {
        mailbox().empty();
    }

    private DevelopmentMailbox mailbox() {
        return mailbox.stream().findFirst().orElseThrow(Problem::notFound);
    }

    private static @Nullable String recipient(@Nullable String to) {
        return to == null || to.isBlank() ? null : to.strip().toLowerCase(Locale.ROOT);
    }
}
