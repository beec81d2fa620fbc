package com.example.shop.newsletter;

import java.util.function.Function;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;

public class Newsletters {

    private final SqlSessionFactory sessions;

    public Newsletters(SqlSessionFactory sessions) {
        this.sessions = sessions;
    }

    public Object recipients() {
        return ask(NewsletterMapper::recipients);
    }

    public Object reachable() {
        return ask(mapper -> mapper.reachable("kim"));
    }

    public Object ordered() {
        return ask(mapper -> mapper.ordered("email" + "_address"));
    }

    public Object unsubscribe() {
        return ask(mapper -> mapper.unsubscribe(1));
    }

    public Object keys() {
        return ask(NewsletterMapper::keys);
    }

    public Object contacts() {
        return ask(NewsletterMapper::contacts);
    }

    public Object supplierKeys() {
        return ask(NewsletterMapper::supplierKeys);
    }

    private <T> T ask(Function<NewsletterMapper, T> question) {
        try (SqlSession session = sessions.openSession()) {
            return question.apply(session.getMapper(NewsletterMapper.class));
        }
    }
}
