package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Strangers can make us write to somebody, but not bury them in mail. */
@ExtendWith(OutputCaptureExtension.class)
class MailBoundsTest {

    private static final int A_QUARTER = 3;
    private static final int A_DAY = 10;

    private static Perigee server = Perigee.shared();

    private final Person person = Person.signedIn(server);

    /** The bounds are the defaults; the limits of requests would be met first. */
    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.roomy(
                "perigee.mail.bounds.quarter-hour=" + A_QUARTER,
                "perigee.mail.bounds.day=" + A_DAY,
                "perigee.mail.bounds.warning=3",
                "perigee.mail.bounds.way-back=5",
                "perigee.mail.bounds.notice=10",
                "perigee.throttle.magic.identifier=1000/1m",
                "perigee.throttle.magic.network=1000/1m",
                "perigee.throttle.resetrequest.identifier=1000/1m",
                "perigee.throttle.resetrequest.network=1000/1m"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Without the confirmation of the address, which counts as well. */
    @BeforeEach
    void begin() {
        later("24 hours");
    }

    private void later(String time) {
        server.query(
                "update mail set created_at = created_at - cast(? as interval) where recipient = ?",
                time,
                person.email());
    }

    private Answer askForMagic() {
        return Http.to(server).post("/api/auth/magic", Json.of("email", person.email()));
    }

    private Answer askForReset() {
        return Http.to(server).post("/api/user/password/reset/request", Json.of("email", person.email()));
    }

    private static void times(int times, Runnable request) {
        IntStream.range(0, times).forEach(i -> request.run());
    }

    /** How many mails of a kind were written; the outbox holds them from the answer on. */
    private int mails(String kind) {
        return Integer.parseInt(
                server.query("select count(*) from mail where recipient = ? and kind = ?", person.email(), kind));
    }

    private int mailsOfToday() {
        return Integer.parseInt(server.query("""
                select count(*) from mail where recipient = ? and created_at > now() - interval '24 hours'
                """, person.email()));
    }

    private Answer fromAbroad() {
        return person.signIn(Http.to(server)
                .from(Perigee.freshNetwork())
                .with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
    }

    @Test
    @DisplayName("S-066: of 500 requests from 500 networks three are mailed, and all are answered alike")
    void more_than_an_address_may_get_is_not_written_and_answered_alike() {
        var first = askForMagic();
        for (int i = 1; i < 500; i++) {
            var client = Http.to(server).from(Perigee.freshAddress());
            String body = Json.of("email", person.email());
            var answer = client.post(i % 2 == 0 ? "/api/auth/magic" : "/api/user/password/reset/request", body);
            assertThat(answer.status()).isEqualTo(202).isEqualTo(first.status());
            assertThat(answer.body()).isEqualTo(first.body());
            assertThat(answer.headers().keySet()).isEqualTo(first.headers().keySet());
        }
        assertThat(mailsOfToday()).isEqualTo(A_QUARTER);
    }

    @Test
    @DisplayName("S-066: ten a day, however patient somebody is")
    void a_day_has_its_own_bound() {
        times(6, () -> {
            times(A_QUARTER, this::askForMagic);
            later("15 minutes");
        });
        assertThat(mailsOfToday()).isEqualTo(A_DAY);
    }

    @Test
    @DisplayName("S-066: whatever strangers can cause counts together")
    void whatever_strangers_can_cause_counts_together() {
        person.signUp();
        Person.signedIn(server)
                .api()
                .post("/api/user/email", Json.of("email", person.email(), "password", Person.PASSWORD));
        askForReset();
        askForMagic();
        person.signUp();
        assertThat(mails("account_exists")).isEqualTo(1);
        assertThat(mails("email_taken")).isEqualTo(1);
        assertThat(mails("reset")).isEqualTo(1);
        assertThat(mails("magic")).isZero();
    }

    @Test
    @DisplayName("S-066: so do the mails to an address that nobody has confirmed")
    void the_mails_to_an_address_that_nobody_has_confirmed_count_together() {
        var newcomer = Person.newOn(server);
        times(5, newcomer::signUp);
        Http.to(server).post("/api/auth/magic", Json.of("email", newcomer.email()));
        assertThat(server.query("select count(*) from mail where recipient = ?", newcomer.email()))
                .isEqualTo(Integer.toString(A_QUARTER));
    }

    @Test
    @DisplayName("S-066: many requests at once get no more through")
    void many_requests_at_once_get_no_more_through() {
        var answers = Together.ask(12, number -> number % 2 == 0 ? askForMagic() : askForReset());
        assertThat(Together.statuses(answers)).contains(202);
        times(A_QUARTER, this::askForMagic);
        assertThat(mailsOfToday()).isEqualTo(A_QUARTER);
    }

    @Test
    void the_last_link_that_was_mailed_stays_good_when_no_other_is() {
        times(A_QUARTER - 1, this::askForReset);
        String magic = person.magicToken();
        askForMagic();
        assertThat(Http.to(server)
                        .post("/api/auth/magic/verify", Json.of("token", magic))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void of_many_requests_at_once_the_one_that_is_mailed_has_the_good_link() {
        times(A_QUARTER - 1, this::askForReset);
        String magic = person.tokenBy(() -> Together.ask(8, number -> askForMagic()), "/magic");
        assertThat(mails("magic")).isEqualTo(1);
        assertThat(Http.to(server)
                        .post("/api/auth/magic/verify", Json.of("token", magic))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_flood_of_warnings_leaves_room_for_links() {
        times(5, person::signUp);
        later("15 minutes");
        times(5, person::signUp);
        assertThat(mails("account_exists")).isEqualTo(3);
        person.resetToken();
        person.magicToken();
    }

    @Test
    @DisplayName("S-066: a flood takes neither the way back in nor a notice away")
    void a_flood_takes_neither_the_way_back_in_nor_a_notice_away() {
        times(5, this::askForMagic);
        person.disownToken();
        assertThat(fromAbroad().status()).isEqualTo(403);
        assertThat(mails("sign_in_blocked")).isEqualTo(1);
    }

    @Test
    void a_quarter_of_an_hour_later_there_is_room_again() {
        times(5, this::askForMagic);
        later("15 minutes");
        askForMagic();
        assertThat(mails("magic")).isEqualTo(A_QUARTER + 1);
    }

    @Test
    void one_address_does_not_use_up_the_room_of_another() {
        times(5, this::askForMagic);
        Person.signedIn(server).magicToken();
    }

    @Test
    @DisplayName("S-099: at most five ways back a day")
    void at_most_five_ways_back_are_mailed_in_a_day() {
        for (int i = 0; i < 7; i++) {
            assertThat(fromAbroad().status()).isEqualTo(403);
            server.query("update app_user set way_back_at = null where email = ?", person.email());
        }
        assertThat(mails("sign_in_blocked")).isEqualTo(5);
    }

    @Test
    void the_operator_is_told_once_and_not_whom_it_is_about(CapturedOutput output) {
        times(6, this::askForMagic);
        assertThat(output.getAll().lines().filter(line -> line.contains("of the kind magic")))
                .hasSize(1)
                .noneMatch(line -> line.contains(person.email()));
    }
}
