# ruff: noqa: E501 - a line of names is as wide as it looks, not as ruff counts it
"""Frequent surnames and given names, and the variant characters that registers really hold.

Each entry is (characters, reading in katakana). The combinations are made by chance.
"""

from typing import Final

Name = tuple[str, str]

SEPARATOR: Final = "\u3000"
"""Between surname and given name."""


def _pairs(text: str) -> tuple[Name, ...]:
    words = text.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


SURNAMES: Final = _pairs("""
    佐藤 サトウ 鈴木 スズキ 高橋 タカハシ 田中 タナカ 伊藤 イトウ 渡辺 ワタナベ 山本 ヤマモト
    中村 ナカムラ 小林 コバヤシ 加藤 カトウ 吉田 ヨシダ 山田 ヤマダ 佐々木 ササキ 山口 ヤマグチ
    松本 マツモト 井上 イノウエ 木村 キムラ 林 ハヤシ 斎藤 サイトウ 清水 シミズ 山崎 ヤマザキ
    森 モリ 池田 イケダ 橋本 ハシモト 阿部 アベ 石川 イシカワ 山下 ヤマシタ 中島 ナカジマ
    石井 イシイ 小川 オガワ 前田 マエダ 岡田 オカダ 長谷川 ハセガワ 藤田 フジタ 後藤 ゴトウ
    近藤 コンドウ 村上 ムラカミ 遠藤 エンドウ 青木 アオキ 坂本 サカモト 福田 フクダ 太田 オオタ
    西村 ニシムラ 藤井 フジイ 岡本 オカモト 金子 カネコ 藤原 フジワラ 三浦 ミウラ 中野 ナカノ
    中川 ナカガワ 原田 ハラダ 松田 マツダ 竹内 タケウチ 小野 オノ 田村 タムラ 中山 ナカヤマ
    和田 ワダ 石田 イシダ 森田 モリタ 上田 ウエダ 原 ハラ 内田 ウチダ 柴田 シバタ 酒井 サカイ
    宮崎 ミヤザキ 横山 ヨコヤマ 高木 タカギ 安藤 アンドウ 宮本 ミヤモト 大野 オオノ 小島 コジマ
    谷口 タニグチ 今井 イマイ 工藤 クドウ 高田 タカダ 増田 マスダ 丸山 マルヤマ 杉山 スギヤマ
    村田 ムラタ 大塚 オオツカ 新井 アライ 小山 コヤマ 平野 ヒラノ 藤本 フジモト 河野 コウノ
    上野 ウエノ 野口 ノグチ 武田 タケダ 松井 マツイ 千葉 チバ 菅原 スガワラ 岩崎 イワサキ
    久保 クボ 木下 キノシタ 佐野 サノ 野村 ノムラ 松尾 マツオ 市川 イチカワ 菊地 キクチ
    杉本 スギモト 古川 フルカワ 大西 オオニシ 島田 シマダ 水野 ミズノ 桜井 サクライ 渡部 ワタナベ
""")

# The last rows carry an ideographic variation selector (IVS, U+E0100 and on), invisible in most
# editors and therefore spelt as escapes.
VARIANT_SURNAMES: Final = (
    *_pairs("""
        髙橋 タカハシ 髙木 タカギ 髙田 タカダ 山﨑 ヤマザキ 宮﨑 ミヤザキ 岩﨑 イワサキ 渡邉 ワタナベ
        渡邊 ワタナベ 齋藤 サイトウ 齊藤 サイトウ 𠮷田 ヨシダ 𠮷川 ヨシカワ 濵田 ハマダ 桒原 クワバラ
        德永 トクナガ 嶋田 シマダ 廣瀨 ヒロセ 櫻井 サクライ 塚本 ツカモト 栁田 ヤナギダ
    """),
    ("辻\U000e0100", "ツジ"),
    ("葛\U000e0100西", "カサイ"),
    ("渡邉\U000e0102", "ワタナベ"),
    ("祇\U000e0100園", "ギオン"),
)
"""Variants: outside JIS X 0208, beyond U+FFFF, or with a variation selector."""

FEMALE_OLD: Final = _pairs("""
    和子 カズコ 幸子 サチコ 洋子 ヨウコ 節子 セツコ 弘子 ヒロコ 千代子 チヨコ 敏子 トシコ 文子 フミコ
    ヨシ ヨシ 静子 シズコ 美代子 ミヨコ 京子 キョウコ キヨ キヨ 悦子 エツコ ハル ハル 富美子 フミコ
    光子 ミツコ 信子 ノブコ 智惠子 チエコ 喜久江 キクエ
""")
MALE_OLD: Final = _pairs("""
    清 キヨシ 勇 イサム 茂 シゲル 正雄 マサオ 三郎 サブロウ 昭 アキラ 勝 マサル 弘 ヒロシ 進 ススム
    実 ミノル 正 タダシ 武 タケシ 博 ヒロシ 義雄 ヨシオ 邦夫 クニオ 和夫 カズオ 忠 タダシ 稔 ミノル
    德三 トクゾウ 健一 ケンイチ
""")
FEMALE_MIDDLE: Final = _pairs("""
    直美 ナオミ 智子 トモコ 由美子 ユミコ 真由美 マユミ 裕子 ユウコ 陽子 ヨウコ 恵 メグミ 久美子 クミコ
    純子 ジュンコ 香織 カオリ 美穂 ミホ 愛 アイ 麻衣 マイ 優子 ユウコ 綾 アヤ 千尋 チヒロ 理恵 リエ
    さおり サオリ 友美 トモミ 祥子 サチコ
""")
MALE_MIDDLE: Final = _pairs("""
    誠 マコト 健一 ケンイチ 大輔 ダイスケ 剛 ツヨシ 直樹 ナオキ 哲也 テツヤ 浩二 コウジ 隆 タカシ
    学 マナブ 健太 ケンタ 翔太 ショウタ 拓也 タクヤ 達也 タツヤ 雄一 ユウイチ 和也 カズヤ 亮 リョウ
    慎吾 シンゴ 聡 サトシ 秀樹 ヒデキ 修 オサム
""")
FEMALE_YOUNG: Final = _pairs("""
    陽菜 ヒナ 葵 アオイ 結衣 ユイ さくら サクラ 凛 リン 美咲 ミサキ 莉子 リコ 咲良 サクラ 紬 ツムギ
    芽依 メイ ひなた ヒナタ 心春 コハル 杏 アン 楓 カエデ 澪 ミオ 琴音 コトネ 詩 ウタ 花音 カノン
    彩乃 アヤノ 七海 ナナミ
""")
MALE_YOUNG: Final = _pairs("""
    蓮 レン 湊 ミナト 陽翔 ハルト 樹 イツキ 大翔 ヒロト 悠真 ユウマ 蒼 アオイ 颯太 ソウタ 朝陽 アサヒ
    律 リツ 奏 カナデ 陸 リク 海斗 カイト 翼 ツバサ 隼人 ハヤト 優斗 ユウト 健人 ケント 遥 ハルカ
    碧 アオ 瑛太 エイタ
""")

FOREIGN_FEMALE: Final = (
    ("NGUYEN THI HOA", "グエン　ティ　ホア"),
    ("KIM MINJI", "キム　ミンジ"),
    ("SILVA MARIA CLARA", "シルバ　マリア　クララ"),
    ("SANTOS ANA LIZA", "サントス　アナ　リザ"),
)
FOREIGN_MALE: Final = (
    ("TRAN VAN NAM", "チャン　ヴァン　ナム"),
    ("PARK JUNHO", "パク　ジュンホ"),
    ("OLIVEIRA LUCAS", "オリベイラ　ルーカス"),
    ("SMITH JOHN ALAN", "スミス　ジョン　アラン"),
)
"""Names in Roman letters, as a residence card gives them."""
