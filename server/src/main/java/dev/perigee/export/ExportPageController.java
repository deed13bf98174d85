package dev.perigee.export;

import dev.perigee.web.Open;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page behind the mailed link of an archive; it is the same for everybody, as those of {@code LinkPageController}. */
@Controller
class ExportPageController {

    /** Shows the page that fetches an archive. Open: it asks for the session itself, at the click. */
    @GetMapping("/export")
    @Open
    String export() {
        return "export/fetch";
    }
}
