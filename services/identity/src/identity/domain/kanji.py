"""Forms of one kanji (字体) that a comparison takes for the same character.

People, forms and systems write one surname in several forms: 渡辺, 渡邊, 渡邉.  Folding serves the
comparison alone.  What a person registered is stored and shown as it was registered, and two people
whose names fold alike remain two people: number, date, sex and address must agree as well.

斎 and 斉 are different characters with different meanings, although many take one for the other.
They stay different here: 齋 folds to 斎, 齊 folds to 斉.
"""

from typing import Final

_OF_THE_TABLE: Final = """
亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 隱隠 榮栄 營営 衞衛 驛駅 圓円 鹽塩 緣縁 艷艶 應応 歐欧 毆殴 櫻桜
奧奥 橫横 溫温 穩穏 假仮 價価 畫画 會会 繪絵 壞壊 懷懐 槪概 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 渴渇 罐缶
卷巻 陷陥 勸勧 寬寛 關関 歡歓 觀観 氣気 歸帰 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚 峽峡 挾挟 狹狭
鄕郷 曉暁 區区 驅駆 勳勲 薰薫 徑径 莖茎 惠恵 揭掲 溪渓 經経 螢蛍 輕軽 繼継 鷄鶏 藝芸 擊撃 缺欠 硏研
縣県 儉倹 劍剣 險険 圈圏 檢検 獻献 權権 顯顕 驗験 嚴厳 廣広 效効 恆恒 黃黄 鑛鉱 號号 國国 黑黒 碎砕
濟済 齋斎 劑剤 雜雑 參参 棧桟 蠶蚕 慘惨 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 寫写 釋釈 壽寿 收収
從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 將将 稱称 涉渉 燒焼 證証 奬奨 條条 狀状 乘乗 淨浄 剩剰 疊畳
繩縄 壤壌 孃嬢 讓譲 釀醸 觸触 囑嘱 眞真 寢寝 愼慎 盡尽 圖図 粹粋 醉酔 穗穂 隨随 髓髄 樞枢 數数 瀨瀬
聲声 齊斉 靜静 竊窃 攝摂 專専 淺浅 戰戦 踐践 錢銭 潛潜 纖繊 禪禅 雙双 壯壮 爭争 莊荘 搜捜 插挿 巢巣
曾曽 瘦痩 裝装 總総 騷騒 增増 藏蔵 臟臓 卽即 屬属 續続 墮堕 對対 體体 帶帯 滯滞 臺台 瀧滝 擇択 澤沢
擔担 單単 膽胆 團団 斷断 彈弾 遲遅 癡痴 蟲虫 晝昼 鑄鋳 廳庁 徵徴 聽聴 敕勅 鎭鎮 遞逓 鐵鉄 點点 轉転
傳伝 燈灯 當当 黨党 盜盗 稻稲 鬭闘 德徳 獨独 讀読 屆届 貳弐 惱悩 腦脳 霸覇 拜拝 廢廃 賣売 麥麦 發発
髮髪 拔抜 晚晩 蠻蛮 祕秘 濱浜 甁瓶 拂払 佛仏 倂併 竝並 餠餅 邊辺 變変 辯弁 瓣弁 辨弁 步歩 寶宝 豐豊
襃褒 飜翻 每毎 萬万 滿満 麵麺 默黙 彌弥 譯訳 藥薬 與与 豫予 餘余 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱
覽覧 龍竜 兩両 獵猟 綠緑 淚涙 壘塁 禮礼 勵励 戾戻 靈霊 齡齢 曆暦 歷歴 戀恋 鍊錬 爐炉 勞労 郞郎 樓楼
錄録 灣湾
"""
"""Former and present form: Jōyō Kanji Table (常用漢字表, Cabinet Notification No. 2 of 2010), the
forms in brackets.  Pairs that Unicode's NFKC already unites (逸, 海, 神 ...) are left out."""

_OF_NAMES: Final = """
堯尭 巖巌 晉晋 槇槙 穰穣 祿禄 禰祢 萠萌 遙遥 瑤瑶 檜桧 凜凛 晄晃 亙亘 嶋島 峯峰 埜野 冨富 淵渕 籔薮
藪薮 舘館 髙高 﨑崎 嵜崎 𠮷吉 邉辺 濵浜 桒桑 栁柳 槗橋 嶌島 曻昇 惪徳 圡土 靏鶴 靍鶴 彥彦 敎教 淸清
靑青 戶戸 內内 吳呉 悅悦 銳鋭 昻昂 飮飲 顏顔 產産
"""
"""Other forms met in names, some of them from the kanji for names (戸籍法施行規則 別表第二).
The list is ours and short on purpose; it holds no pair that differs in meaning."""

_FORMS: Final = str.maketrans(
    {pair[0]: pair[1] for pair in (_OF_THE_TABLE + _OF_NAMES).split()}
    # Selectors of a glyph: standardised (U+FE00), ideographic (U+E0100), Mongolian.
    | {chr(code): "" for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
    | {chr(code): "" for code in (0x180B, 0x180C, 0x180D, 0x180F)}
)


def fold_kanji(text: str) -> str:
    """Return `text` without variation selectors and with each kanji in its present form.

    Expects text in NFKC, which unites the compatibility ideographs first.
    """
    return text.translate(_FORMS)
