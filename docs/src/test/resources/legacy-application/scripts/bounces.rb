require "sequel"

DB = Sequel.connect(ENV["SHOP_URL"])

DB[:users].where(email_address: ARGV).update(name: "bounced")
DB[:suppliers].where(email_address: ARGV).delete
puts "Every email_address was looked at."
