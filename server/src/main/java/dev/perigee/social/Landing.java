package dev.perigee.social;

import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** Answers a browser by sending it on, also when something is wrong: people should meet a page of ours, and no JSON. */
@Component
class Landing {

    private static final Logger LOG = LoggerFactory.getLogger(Landing.class);

    private final WebSettings web;

    Landing(WebSettings web) {
        this.web = web;
    }

    /** To the network. */
    ResponseEntity<Void> depart(HttpServletRequest request, Supplier<Departures.Departure> departure) {
        try {
            var way = departure.get();
            return ResponseEntity.status(HttpStatus.FOUND)
                    .header(HttpHeaders.LOCATION, way.url())
                    .header(HttpHeaders.SET_COOKIE, way.cookie())
                    .build();
        } catch (Problem problem) {
            if (problem.status() == HttpStatus.NOT_FOUND) {
                throw problem;
            }
            return answer(request, Arrival.failed(web.link("/signin"), problem).onTheWay());
        }
    }

    /** Back from there; the arrival is told the cookie that the browser set out with. */
    ResponseEntity<Void> land(HttpServletRequest request, Function<@Nullable String, Arrival> arrival) {
        var cookie = WebUtils.getCookie(request, SocialCookie.NAME);
        return answer(request, arrival.apply(cookie == null ? null : cookie.getValue()));
    }

    private static ResponseEntity<Void> answer(HttpServletRequest request, Arrival arrival) {
        var problem = arrival.problem();
        if (problem != null && !isBrowser(request)) {
            throw problem;
        }
        if (problem != null && problem.getCause() != null) {
            LOG.warn("{} because {}", problem.code(), problem.getCause().toString());
        }
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, arrival.location())
                .header(HttpHeaders.SET_COOKIE, arrival.cookies().toArray(String[]::new))
                .build();
    }

    /** Every browser says so when somebody goes somewhere. */
    private static boolean isBrowser(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }
}
