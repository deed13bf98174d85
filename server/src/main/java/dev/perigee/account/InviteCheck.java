package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.user.Users;
import dev.perigee.web.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Says of a list of people to invite which of them there is no need to ask. */
@Component
class InviteCheck {

    private final InviteStore store;
    private final MemberStore members;
    private final Users users;
    private final MessageSource messages;

    InviteCheck(InviteStore store, MemberStore members, Users users, MessageSource messages) {
        this.store = store;
        this.members = members;
        this.users = users;
        this.messages = messages;
    }

    /** @throws Problem 422 {@code invalid} that names each place in the list */
    void requireStrangers(AccountId account, List<EmailAddress> emails) {
        var faults = new ArrayList<Problem.Fault>();
        var seen = new HashSet<EmailAddress>();
        for (int i = 0; i < emails.size(); i++) {
            String code = seen.add(emails.get(i)) ? whyNot(account, emails.get(i)) : "already_invited";
            if (code != null) {
                faults.add(fault(i, code));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    private @Nullable String whyNot(AccountId account, EmailAddress email) {
        if (users.find(email).flatMap(user -> members.find(account, user.id())).isPresent()) {
            return "already_member";
        }
        return store.isInvited(account, email) ? "already_invited" : null;
    }

    private Problem.Fault fault(int place, String code) {
        String detail = messages.getMessage("problem.fault." + code, null, LocaleContextHolder.getLocale());
        return new Problem.Fault("invites[" + place + "].email", code, detail);
    }
}
