package dev.perigee.auth;

import dev.perigee.user.Passwords;
import dev.perigee.web.Open;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * The pages to which mailed links lead, and the one that asks for a code after them. Each is the same for everybody: the
 * token stands in the fragment, which browsers do not send, and is used at a click only.
 */
@Controller
class LinkPageController {

    private final Passwords passwords;

    LinkPageController(Passwords passwords) {
        this.passwords = passwords;
    }

    /** Shows the page that confirms an address. Open: whoever got the mail opens it. */
    @GetMapping("/verify")
    @Open
    String verify() {
        return "auth/verify";
    }

    /** Shows the page that signs in by a link, or asks for one. Open: nobody has a session before it. */
    @GetMapping("/magic")
    @Open
    String magic() {
        return "auth/magic";
    }

    /** Shows the page that completes a sign-in with a code. Open: nobody has a session before it. */
    @GetMapping("/otp")
    @Open
    String otp() {
        return "auth/otp";
    }

    /** Shows the page that asks for a link to a new password. Open: whoever forgot the password has no session. */
    @GetMapping("/forgotpassword")
    @Open
    String forgotPassword() {
        return "auth/forgotpassword";
    }

    /** Shows the page that takes a new password. Open: whoever forgot the old one has no session. */
    @GetMapping("/resetpassword")
    @Open
    ModelAndView resetPassword() {
        return new ModelAndView("auth/resetpassword", "shortest", passwords.shortest());
    }

    /** Shows the page of an invite. Open: whoever got the mail opens it, and may be new. */
    @GetMapping("/invite")
    @Open
    ModelAndView invite() {
        return new ModelAndView("auth/invite", Map.of("script", "invite", "shortest", passwords.shortest()));
    }

    /** Shows the page that confirms a change of address. Open: whoever got the mail opens it. */
    @GetMapping("/email")
    @Open
    String email() {
        return "auth/email";
    }

    /** Shows the page that disowns a sign-in. Open: whoever got the mail opens it. */
    @GetMapping("/notme")
    @Open
    String notMe() {
        return "auth/notme";
    }
}
