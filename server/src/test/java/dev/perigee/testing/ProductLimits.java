package dev.perigee.testing;

import dev.perigee.web.RateLimit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;

/** The limits that the product's own routes declare, so roomy that only tests about limits meet them: nobody has to list them. */
final class ProductLimits {

    private ProductLimits() {}

    static List<String> roomy() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        return scanner.findCandidateComponents("product").stream()
                .map(found -> ClassUtils.resolveClassName(Objects.requireNonNull(found.getBeanClassName()), null))
                .flatMap(controller -> Arrays.stream(controller.getDeclaredMethods()))
                .map(route -> route.getAnnotation(RateLimit.class))
                .filter(Objects::nonNull)
                .flatMap(ProductLimits::raised)
                .toList();
    }

    private static Stream<String> raised(RateLimit limit) {
        String setting = "perigee.throttle." + limit.name();
        return Stream.concat(
                limit.network().isEmpty() ? Stream.of() : Stream.of(setting + ".network=1000000/1m"),
                limit.identifier().isEmpty() ? Stream.of() : Stream.of(setting + ".identifier=1000000/1m"));
    }
}
