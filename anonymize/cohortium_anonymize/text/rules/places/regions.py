"""States, provinces and countries of English-speaking lands, as pieces of patterns.

They may stay themselves (45 CFR 164.514(b)(2)(i)(B) asks for what is smaller than a state); the towns before them go.
"""

from __future__ import annotations

from typing import Final

STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI"
    "|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR"
)
STATE_NAMES: Final = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa"
    "|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada"
    "|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
PROVINCES: Final = "AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT"
AUSTRALIAN: Final = "NSW|VIC|Vic\\.?|QLD|Qld|SA|WA|TAS|Tas|NT|ACT"
# Lands and parts of lands by their names.
LANDS: Final = (
    "British Columbia|Alberta|Saskatchewan|Manitoba|Ontario|Quebec|New Brunswick|Nova Scotia|Newfoundland|Prince Edward Island"
    "|New South Wales|Queensland|South Australia|Western Australia|Tasmania|England|Scotland|Wales|Northern Ireland|Ireland|United Kingdom|UK|U\\.K\\."
    "|Canada|Australia|New Zealand|India|Pakistan|Bangladesh|Nigeria|Ghana|Kenya|South Africa|Philippines|Jamaica|Mexico|Spain|Guatemala|Honduras|El Salvador|Colombia|Peru|Ecuador"
    "|Dominican Republic|Haiti|Cuba|Puerto Rico|Brazil|Argentina|Chile|Venezuela|Vietnam|China|Korea|Japan|Iran|Iraq|Syria|Egypt|Ethiopia|Somalia|Ukraine|Russia|Poland|Germany|France|Italy|Portugal"
    "|Kerala|Karnataka|Maharashtra|Tamil Nadu|Telangana|Gujarat|Punjab|Rajasthan|Uttar Pradesh|West Bengal|Andhra Pradesh|Kent|Surrey|Sussex|Essex|Norfolk|Suffolk|Devon|Cornwall|Dorset|Somerset"
    "|Yorkshire|Lancashire|Cheshire|Derbyshire|Nottinghamshire|Lincolnshire|Leicestershire|Staffordshire|Warwickshire|Northamptonshire|Oxfordshire|Hampshire|Berkshire|Wiltshire|Gloucestershire|Cumbria|Northumberland"
)
# State abbreviations that are no word and nothing of medicine in small letters.
UNMISTAKEN: Final = "az|il|ks|ky|mn|nj|nv|ny|tn|ut|vt|wi|wv|wy|nh|fla|calif"
