package dev.perigee.social;

import dev.perigee.web.Open;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The pages of whoever signs up by a network that tells no address. Their tokens stand in the fragment. */
@Controller
class SocialPageController {

    /** Shows the page that asks for an address. Open: nobody has an account before it. */
    @GetMapping("/signup")
    @Open
    String signUp() {
        return "social/signup";
    }

    /** Shows the page that confirms it. Open: whoever got the mail opens it. */
    @GetMapping("/social")
    @Open
    String confirm() {
        return "social/confirm";
    }
}
