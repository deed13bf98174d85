package dev.perigee.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Puts a letter into words: one layout for all, in HTML and in plain text. */
@Component
class MailComposer {

    private final MessageSource messages;
    private final ITemplateEngine templates;

    MailComposer(MessageSource messages, ITemplateEngine templates) {
        this.messages = messages;
        this.templates = templates;
    }

    Mail compose(UUID id, Letter letter) {
        Object[] values = letter.values().toArray();
        String subject = required(letter, "subject", values);
        var context = new Context(letter.locale());
        context.setVariable("lang", letter.locale().getLanguage());
        context.setVariable("subject", subject);
        context.setVariable("title", required(letter, "title", values));
        context.setVariable("paragraphs", paragraphs(letter, values));
        context.setVariable("link", letter.link());
        context.setVariable("action", letter.link() == null ? null : required(letter, "action", values));
        return new Mail(
                id,
                letter.to().value(),
                subject,
                templates.process("mail/layout.txt", context),
                templates.process("mail/layout.html", context),
                letter.link() == null ? List.of() : List.of(letter.link()));
    }

    private String required(Letter letter, String part, Object[] values) {
        return messages.getMessage("mail." + letter.kind() + '.' + part, values, letter.locale());
    }

    private List<String> paragraphs(Letter letter, Object[] values) {
        var paragraphs = new ArrayList<String>();
        String next = paragraph(letter.kind(), 1, values, letter.locale());
        while (next != null) {
            paragraphs.add(next);
            next = paragraph(letter.kind(), paragraphs.size() + 1, values, letter.locale());
        }
        return paragraphs;
    }

    private @Nullable String paragraph(String kind, int number, Object[] values, Locale locale) {
        return messages.getMessage("mail." + kind + '.' + number, values, null, locale);
    }
}
