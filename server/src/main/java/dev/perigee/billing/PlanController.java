package dev.perigee.billing;

import dev.perigee.web.Open;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/account/plans")
class PlanController {

    record PlanList(List<Plan> items) {}

    private final Plans plans;

    PlanController(Plans plans) {
        this.plans = plans;
    }

    /**
     * Lists the plans.
     *
     * <p>All of them, in the order to show them; prices in the smallest unit of the currency. Open: prices are public.
     */
    @GetMapping
    @Open
    PlanList list() {
        return new PlanList(plans.list());
    }
}
