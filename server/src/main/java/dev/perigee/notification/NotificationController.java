package dev.perigee.notification;

import static dev.perigee.web.Permission.USER;

import dev.perigee.web.Caller;
import dev.perigee.web.Loggable;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/notification")
class NotificationController {

    /** @param state only notifications that are {@code unread} */
    record NotificationFilter(
            @Nullable @Pattern(regexp = "unread") String state) {

        boolean unread() {
            return state != null;
        }
    }

    /** @param read whether it counts as read from now on */
    record NotificationMark(@NotNull @Loggable Boolean read) {}

    /** @param upTo the id of the newest that was seen: it and all before it count as read */
    record SeenNotifications(@NotNull UUID upTo) {}

    /** @param unread how many are unread; 100 stands for so many or more */
    record UnreadNotifications(int unread) {}

    /**
     * By which ways you want to be told.
     *
     * @param inApp whether it stands among your notifications
     * @param mail whether it is mailed to you
     */
    record WantedWays(
            @NotNull @Loggable Boolean inApp,
            @NotNull @Loggable Boolean mail) {}

    /** What the caller wants of each kind. */
    record PreferenceList(List<Preference> items) {}

    private final Notifications notifications;
    private final Preferences preferences;
    private final NotificationStreams streams;

    NotificationController(Notifications notifications, Preferences preferences, NotificationStreams streams) {
        this.notifications = notifications;
        this.preferences = preferences;
        this.streams = streams;
    }

    /**
     * Lists your notifications in this account, newest first. They are kept for 90 days.
     *
     * <p>The parameter {@code state} leaves out what you have read, by {@code unread}.
     */
    @GetMapping
    @Verify(permission = USER)
    Page<Notification> list(Caller caller, PageQuery page, @Valid @ModelAttribute NotificationFilter filter) {
        return notifications.list(caller, page, filter.unread());
    }

    /** Counts your unread notifications in this account. It counts up to 100. */
    @GetMapping("/unread")
    @Verify(permission = USER)
    UnreadNotifications unread(Caller caller) {
        return new UnreadNotifications(notifications.countUnread(caller));
    }

    /** Marks a notification as read. Or as unread again, by {@code false}. */
    @PatchMapping("/{id}")
    @Verify(permission = USER)
    Notification update(Caller caller, @PathVariable UUID id, @Valid @RequestBody NotificationMark form) {
        return notifications.mark(caller, id, form.read());
    }

    /** Marks all notifications as read that you have seen. What arrived since stays unread. */
    @PostMapping("/read")
    @Verify(permission = USER)
    UnreadNotifications read(Caller caller, @Valid @RequestBody SeenNotifications form) {
        return new UnreadNotifications(notifications.markUpTo(caller, form.upTo()));
    }

    /** Lists what you are told of in this account, and how. Nobody else sees or changes it. */
    @GetMapping("/preference")
    @Verify(permission = USER)
    PreferenceList preferences(Caller caller) {
        return new PreferenceList(preferences.list(caller));
    }

    /** Sets how you are told of one kind of event. It counts for what happens from now on. */
    @PutMapping("/preference/{kind}")
    @Verify(permission = USER)
    Preference prefer(Caller caller, @PathVariable String kind, @Valid @RequestBody WantedWays form) {
        return preferences.set(caller, kind, form.inApp(), form.mail());
    }

    /**
     * Sends your notifications as they happen, until the access token or the session ends.
     *
     * <p>Server-sent events: each has the notification's id, the name {@code notification}, and the notification as JSON. With
     * {@code Last-Event-ID} it begins with what came after that one; some of it may be known already. Read it with a
     * streaming {@code fetch}, since an {@code EventSource} sends no access token. At the end, open it again.
     */
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Verify(permission = USER)
    void stream(
            Caller caller,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable UUID last,
            HttpServletRequest request,
            HttpServletResponse response) {
        streams.follow(caller, last, request, response);
    }
}
