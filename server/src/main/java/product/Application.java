package product;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.modulith.Modulithic;

/** Starts everything. Your packages are looked at first, so that a bean of yours takes the place of one of ours. */
@SpringBootApplication(
        scanBasePackages = {"product", "dev.perigee"},
        exclude = {UserDetailsServiceAutoConfiguration.class, ErrorMvcAutoConfiguration.class})
@Modulithic(additionalPackages = "dev.perigee")
public class Application {

    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }
}
