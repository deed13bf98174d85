package dev.perigee.account;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The members of an account with their names and addresses, for the archive of its data. */
@Component
class MemberData implements AccountData {

    record Row(
            UserId id,
            String name,
            String email,
            String permission,
            Instant createdAt,
            @Nullable Instant disabledAt) {}

    private final AccountDataStore store;
    private final Users users;

    MemberData(AccountDataStore store, Users users) {
        this.store = store;
        this.users = users;
    }

    @Override
    public String table() {
        return "membership";
    }

    @Override
    public Stream<Row> rows(AccountId account) {
        return store.members(account)
                .map(member -> row(member, users.find(member.user()).orElseThrow()));
    }

    private static Row row(AccountDataStore.MemberRow member, User user) {
        return new Row(
                user.id(), user.name(), user.email().value(), member.role(), member.createdAt(), member.disabledAt());
    }
}
