package com.example.shop.newsletter;

import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

public interface NewsletterMapper {

    List<Map<String, Object>> recipients();

    List<Map<String, Object>> reachable(@Param("mail") String mail);

    List<Map<String, Object>> ordered(@Param("column") String column);

    int unsubscribe(@Param("id") long id);

    List<Map<String, Object>> contacts();

    @Select("select lower(email_address) as key from users")
    List<Map<String, Object>> keys();

    @Select("select lower(email_address) as key from suppliers")
    List<Map<String, Object>> supplierKeys();
}
