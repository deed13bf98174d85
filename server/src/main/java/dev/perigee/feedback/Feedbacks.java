package dev.perigee.feedback;

import dev.perigee.database.Ids;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.RateLimits;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The rules of feedback: everybody may give it, and sees their own. Whoever runs the product sees all of it. */
@Component
class Feedbacks {

    static final String LIMIT = "feedback";

    private final FeedbackStore store;
    private final RateLimits limits;

    Feedbacks(FeedbackStore store, RateLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    @Transactional
    Feedback give(Caller caller, FeedbackController.NewFeedback form) {
        limits.takeIdentifier(LIMIT, caller.user().toString());
        return store.add(caller.account(), caller.user(), Ids.next(), form);
    }

    @Transactional(readOnly = true)
    Page<Feedback> list(Caller caller, PageQuery page) {
        return Page.of(page, store.list(caller.account(), caller.user(), page), Feedback::id);
    }
}
