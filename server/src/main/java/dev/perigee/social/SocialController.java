package dev.perigee.social;

import static dev.perigee.web.Permission.USER;

import dev.perigee.auth.SignIns;
import dev.perigee.auth.SignedIn;
import dev.perigee.mail.Address;
import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.OneLine;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth/social")
class SocialController {

    record NetworkList(List<Networks.Offer> items) {}

    /** @param verifier of which the way to the network began with the S256 challenge */
    record NativeCode(
            @NotBlank @Size(max = 200) String code,
            @NotBlank @Size(max = 128) String verifier) {}

    /** @param name null: as the network tells it */
    record NewPerson(
            @NotBlank @Size(max = 200) String socialToken,
            @NotNull @Address String email,
            @Nullable @Size(max = 100) @OneLine String name) {}

    record SocialToken(@NotBlank @Size(max = 200) String token) {}

    /** @param url at the network, for the browser that asked */
    record Way(String url) {

        static ResponseEntity<Way> to(Departures.Departure departure) {
            return ResponseEntity.ok()
                    .header(HttpHeaders.SET_COOKIE, departure.cookie())
                    .body(new Way(departure.url()));
        }
    }

    private final Networks networks;
    private final Departures departures;
    private final Arrivals arrivals;
    private final Entrances entrances;
    private final SocialSignUps signUps;
    private final Landing landing;

    SocialController(
            Networks networks,
            Departures departures,
            Arrivals arrivals,
            Entrances entrances,
            SocialSignUps signUps,
            Landing landing) {
        this.networks = networks;
        this.departures = departures;
        this.arrivals = arrivals;
        this.entrances = entrances;
        this.signUps = signUps;
        this.landing = landing;
    }

    /** Lists the networks by which one can sign in. Open: the page on which nobody is signed in shows them. */
    @GetMapping
    @Open
    NetworkList list() {
        return new NetworkList(networks.offers());
    }

    /**
     * Sends the browser to a network, to sign in or up.
     *
     * <p>An {@code invite} comes back with the person. A native app opens this in a browser of the system, with
     * {@code client=native} and the S256 {@code challenge} of a secret of its own, and gets a code back at its own address.
     * A browser that meets a problem is sent to {@code /signin#error=…}. Open: nobody has a session before it.
     */
    @GetMapping("/{network}")
    @Open
    @RateLimit(name = "social", network = "60/10m")
    ResponseEntity<Void> begin(
            HttpServletRequest request, @PathVariable String network, @ModelAttribute Departures.Wish wish) {
        return landing.depart(request, () -> departures.signIn(network, wish));
    }

    /**
     * Takes the browser back from a network.
     *
     * <p>It ends with the refresh cookie at {@code /dashboard}; where a second factor is due at
     * {@code /otp#pending_token=…}; where the network told no address that it has checked, at
     * {@code /signup#social_token=…}; and whatever goes wrong at {@code /signin#error=…}. A program that asks for no page is
     * answered the problem itself. Open: it checks the state, once, in the browser that set out.
     */
    @GetMapping("/{network}/callback")
    @Open
    ResponseEntity<Void> callback(
            HttpServletRequest request,
            Client client,
            @PathVariable String network,
            @ModelAttribute Arrivals.Luggage luggage) {
        return landing.land(request, cookie -> arrivals.arrive(network, luggage, cookie, client));
    }

    /**
     * Takes the browser back from a network that sends it by a form.
     *
     * <p>The same as by {@code GET}; Apple comes this way. The fields may stand in a form or in the query. Open: it checks
     * the state, once, in the browser that set out.
     */
    @PostMapping("/{network}/callback")
    @Open
    ResponseEntity<Void> callbackByForm(
            HttpServletRequest request,
            Client client,
            @PathVariable String network,
            @ModelAttribute Arrivals.Luggage luggage) {
        return landing.land(request, cookie -> arrivals.arrive(network, luggage, cookie, client));
    }

    /**
     * Signs a native app in with the code that came back to it.
     *
     * <p>The code works once, for two minutes, and only with the secret whose challenge it was asked for. Open: it checks
     * the code itself.
     */
    @PostMapping("/code")
    @Open
    @RateLimit(name = "socialcode", network = "30/10m")
    ResponseEntity<SignedIn> code(Client client, @Valid @RequestBody NativeCode form) {
        return SignIns.ok(entrances.exchange(form.code(), form.verifier(), client));
    }

    /**
     * Names the address of somebody whose network tells none that it has checked.
     *
     * <p>For the {@code social_token} of a callback, in the same browser. The address gets a link that works there, once,
     * for an hour; a later one takes its place. Answers alike whether somebody has the address or not. Open: it checks the
     * token itself.
     */
    @PostMapping("/signup")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Open
    @RateLimit(name = SocialSignUps.LIMIT, network = "10/1h", identifier = "3/15m")
    void signUp(
            Client client,
            @CookieValue(name = SocialCookie.NAME, required = false) @Nullable String cookie,
            @Valid @RequestBody NewPerson form) {
        signUps.request(
                form.socialToken(),
                new SocialSignUps.Named(EmailAddress.of(form.email()), form.name()),
                cookie,
                client);
    }

    /**
     * Confirms that address with the token from the mail, makes the account, and signs in.
     *
     * <p>In the browser in which the network vouched for the person, and in no other (422 {@code other_browser}). A used or
     * expired token answers 410 {@code link_spent}, and so does one whose address somebody has confirmed meanwhile. Open: it
     * checks the mailed token itself.
     */
    @PostMapping("/confirm")
    @Open
    @RateLimit(name = "socialconfirm", network = "30/10m")
    ResponseEntity<SignedIn> confirm(
            Client client,
            @CookieValue(name = SocialCookie.NAME, required = false) @Nullable String cookie,
            @Valid @RequestBody SocialToken form) {
        return SignIns.ok(signUps.confirm(form.token(), cookie, client));
    }

    /**
     * Begins to prove again who you are, by a network that is linked to you.
     *
     * <p>The browser that asked goes to the {@code url} and comes back to {@code /account/profile#proved=…}. The same as
     * {@code POST /api/auth/step-up}, for whoever has no password; with a second factor a code is asked for instead (422
     * {@code code_required}).
     */
    @PostMapping("/{network}/step-up")
    @Verify(permission = USER, enrolling = true, anywhere = true)
    @RateLimit(name = "social", network = "60/10m")
    ResponseEntity<Way> stepUp(Caller caller, @PathVariable String network) {
        return Way.to(departures.stepUp(caller, network));
    }
}
