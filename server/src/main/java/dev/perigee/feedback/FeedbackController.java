package dev.perigee.feedback;

import static dev.perigee.web.Permission.USER;

import dev.perigee.web.Caller;
import dev.perigee.web.Idempotent;
import dev.perigee.web.Loggable;
import dev.perigee.web.OneLine;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/feedback")
class FeedbackController {

    /**
     * What somebody has to say.
     *
     * @param rating 1 (bad) to 5 (good)
     * @param comment in their own words
     * @param page where in the client they say it, such as {@code /account/keys}
     */
    record NewFeedback(
            @NotNull @Min(1) @Max(5) @Loggable Integer rating,

            @Nullable @Size(max = 5_000) String comment,
            @Nullable @Size(max = 200) @OneLine String page) {}

    private final Feedbacks feedbacks;

    FeedbackController(Feedbacks feedbacks) {
        this.feedbacks = feedbacks;
    }

    /**
     * Tells whoever runs the product what you think of it.
     *
     * <p>They see who said it and in which account; nobody else in the account does.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = USER)
    @RateLimit(name = Feedbacks.LIMIT, identifier = "20/1h")
    @Idempotent
    Feedback create(Caller caller, @Valid @RequestBody NewFeedback form) {
        return feedbacks.give(caller, form);
    }

    /** Lists what you have said in this account, newest first. What others have said stands in no list of yours. */
    @GetMapping
    @Verify(permission = USER)
    Page<Feedback> list(Caller caller, PageQuery page) {
        return feedbacks.list(caller, page);
    }
}
