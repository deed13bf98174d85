package dev.perigee.audit;

import dev.perigee.database.AccountId;
import dev.perigee.web.Errand;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/** {@code bin/perigee verify-audit}: reads every chain and names the first row of each that is not as it was written. */
@Component
class VerifyAudit extends Errand {

    private static final int AT_ONCE = 1_000;

    private final AuditChainStore store;

    VerifyAudit(
            @Value("${perigee.verify-audit:}") String go,
            AuditChainStore store,
            ConfigurableApplicationContext context) {
        super(go, context);
        this.store = store;
    }

    @Override
    protected int run(String go) {
        long whole = 0;
        long broken = 0;
        AccountId last = null;
        for (var heads = store.heads(last, AT_ONCE); !heads.isEmpty(); heads = store.heads(last, AT_ONCE)) {
            long defects = heads.stream().filter(this::isBroken).count();
            broken += defects;
            whole += heads.size() - defects;
            last = heads.getLast().account();
        }
        List<AccountId> headless = store.headless();
        headless.forEach(account -> System.out.println("account " + account + ": the end of the chain is missing"));
        broken += headless.size();
        System.out.println("Audit trails that are whole: " + whole + ". Trails that are not: " + broken + '.');
        return broken == 0 ? 0 : 1;
    }

    private boolean isBroken(AuditChainStore.Head head) {
        var defect = new AuditChain(head).firstDefect(number -> store.chain(head, number, AT_ONCE));
        defect.ifPresent(System.out::println);
        return defect.isPresent();
    }
}
