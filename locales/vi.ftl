### The words of ftpscope for people, in Vietnamese.
###
### The same messages and places as in en.ftl: a test holds that. Terms: kênh điều khiển (control connection), kênh dữ
### liệu (data connection), chế độ chủ động / bị động (active / passive mode), khung (frame), phản hồi (reply).

## verb-*: what a command asks for, as in "máy khách muốn ...". One for every row of VERBS.

verb-abor = dừng lần truyền đang chạy
verb-acct = gửi tài khoản tính phí
verb-adat = gửi dữ liệu bảo mật (token)
verb-algs = hỏi bộ dịch địa chỉ xử lý FTP thế nào
verb-allo = dành sẵn chỗ cho một tệp
verb-appe = tải lên, ghi nối vào tệp đã có
verb-auth = yêu cầu mã hoá kênh điều khiển
verb-avbl = hỏi còn bao nhiêu dung lượng trống
verb-ccc = đưa kênh điều khiển trở lại dạng văn bản thuần
verb-cdup = lên một thư mục
verb-clnt = cho biết tên chương trình máy khách
verb-comb = ghép các phần đã tải lên thành một tệp
verb-conf = gửi lệnh mà chỉ máy chủ đọc được
verb-cpsv = yêu cầu máy chủ lắng nghe và khởi đầu TLS ở vai máy khách
verb-csid = trao đổi tên chương trình máy khách và máy chủ
verb-cwd = đổi thư mục
verb-dele = xoá một tệp
verb-dsiz = hỏi kích thước một thư mục
verb-enc = gửi lệnh đã mã hoá và ký
verb-eprt = báo địa chỉ và cổng mà máy khách lắng nghe, qua IPv4 hay IPv6
verb-epsv = yêu cầu máy chủ lắng nghe trên một cổng, qua IPv4 hay IPv6
verb-esta = yêu cầu kênh dữ liệu chủ động mở rộng
verb-estp = yêu cầu kênh dữ liệu bị động mở rộng
verb-feat = hỏi máy chủ hỗ trợ những phần mở rộng nào
verb-hash = hỏi mã kiểm tra của một tệp
verb-help = xin trợ giúp
verb-host = cho biết tên máy chủ muốn truy cập
verb-lang = chọn ngôn ngữ của phản hồi
verb-list = liệt kê thư mục, kèm chi tiết
verb-lprt = báo địa chỉ và cổng mà máy khách lắng nghe, với địa chỉ dạng dài
verb-lpsv = yêu cầu máy chủ lắng nghe trên một cổng, với địa chỉ dài
verb-macb = bật hay tắt kiểu mã nhị phân Macintosh
verb-mail = gửi thư qua kênh điều khiển
verb-md5 = hỏi mã kiểm tra MD5 của một tệp
verb-mdtm = hỏi tệp được sửa lần cuối khi nào
verb-mff = đổi thuộc tính của một tệp
verb-mfct = đổi giờ tạo của một tệp
verb-mfmt = đổi giờ sửa của một tệp
verb-mic = gửi lệnh có chữ ký
verb-mkd = tạo thư mục
verb-mlfl = gửi thư dưới dạng tệp
verb-mlsd = liệt kê thư mục cho chương trình đọc
verb-mlst = hỏi thuộc tính của một tệp
verb-mmd5 = hỏi mã kiểm tra MD5 của nhiều tệp
verb-mode = chọn chế độ truyền: dòng (stream), khối (block) hay nén (compressed)
verb-mrcp = nêu một người nhận thư
verb-mrsq = chọn cách nêu người nhận thư
verb-msam = gửi thư vào hộp thư và ra màn hình
verb-msnd = gửi lời nhắn ra màn hình
verb-msom = gửi thư ra màn hình, không được thì vào hộp thư
verb-nlst = liệt kê tên trong thư mục
verb-noop = giữ kết nối, không yêu cầu thao tác nào
verb-opts = đặt tuỳ chọn cho một lệnh
verb-p-sw = yêu cầu máy chủ lắng nghe trên một cổng (tên khác của PASV)
verb-pass = gửi mật khẩu
verb-pasv = yêu cầu máy chủ lắng nghe trên một cổng cho kênh dữ liệu
verb-pbsz = đặt kích thước bộ đệm của dữ liệu được bảo vệ
verb-port = báo địa chỉ và cổng mà máy khách lắng nghe để chờ kênh dữ liệu
verb-pret = cho biết lệnh PASV tiếp theo dành cho lần truyền nào
verb-prot = chọn có mã hoá kênh dữ liệu hay không
verb-pwd = hỏi thư mục hiện tại
verb-quit = đăng xuất
verb-rang = chọn khoảng byte của lần truyền tiếp theo
verb-rein = đăng xuất nhưng giữ kết nối
verb-rest = chọn vị trí trong tệp để bắt đầu lần truyền tiếp theo
verb-retr = tải một tệp về
verb-rmd = xoá thư mục
verb-rmda = xoá thư mục cùng mọi thứ bên trong
verb-rnfr = nêu tệp cần đổi tên
verb-rnto = đặt tên mới cho tệp
verb-site = chạy một lệnh riêng của máy chủ này
verb-size = hỏi kích thước một tệp
verb-smnt = gắn một hệ thống tệp khác
verb-spsv = yêu cầu máy chủ lắng nghe trên một cổng cho mọi lần truyền
verb-sscn = chọn máy chủ nào trong hai máy khởi đầu TLS
verb-stat = hỏi trạng thái, hoặc liệt kê mà không cần kênh dữ liệu
verb-stor = tải một tệp lên
verb-stou = tải một tệp lên với tên do máy chủ chọn
verb-stru = chọn cấu trúc tệp
verb-syst = hỏi hệ điều hành của máy chủ
verb-thmb = tải về ảnh thu nhỏ
verb-type = chọn kiểu dữ liệu: văn bản hay nhị phân
verb-user = gửi tên người dùng
verb-xcrc = hỏi mã kiểm tra CRC-32 của một tệp
verb-xcup = lên một thư mục (tên cũ của CDUP)
verb-xcwd = đổi thư mục (tên cũ của CWD)
verb-xmas = gửi thư vào hộp thư và ra màn hình (tên cũ của MSAM)
verb-xmd5 = hỏi mã kiểm tra MD5 của một tệp (cách cũ)
verb-xmkd = tạo thư mục (tên cũ của MKD)
verb-xpwd = hỏi thư mục hiện tại (tên cũ của PWD)
verb-xrcp = nêu một người nhận thư (tên cũ của MRCP)
verb-xrmd = xoá thư mục (tên cũ của RMD)
verb-xrsq = chọn cách nêu người nhận thư (tên cũ của MRSQ)
verb-xsem = gửi thư ra màn hình, không được thì vào hộp thư (tên cũ của MSOM)
verb-xsen = gửi lời nhắn ra màn hình (tên cũ của MSND)
verb-xsha = hỏi mã kiểm tra SHA-1 của một tệp (cách cũ)
verb-xsha1 = hỏi mã kiểm tra SHA-1 của một tệp (cách cũ)
verb-xsha256 = hỏi mã kiểm tra SHA-256 của một tệp (cách cũ)
verb-xsha512 = hỏi mã kiểm tra SHA-512 của một tệp (cách cũ)

## reply-*: what the server says by a code, in a few words.

reply-110 = mốc để truyền tiếp
reply-120 = sẵn sàng sau ít phút
reply-125 = kênh dữ liệu đã mở, bắt đầu truyền
reply-150 = trạng thái tệp hợp lệ, sắp mở kênh dữ liệu
reply-200 = xong
reply-202 = máy chủ này không cần lệnh đó
reply-211 = trạng thái hệ thống hay các tính năng
reply-212 = trạng thái thư mục
reply-213 = trạng thái tệp
reply-214 = trợ giúp
reply-215 = loại hệ thống
reply-216 = trạng thái của bộ dịch địa chỉ
reply-220 = sẵn sàng
reply-221 = tạm biệt
reply-225 = kênh dữ liệu đang mở, không truyền gì
reply-226 = truyền xong, đóng kênh dữ liệu
reply-227 = đang lắng nghe: địa chỉ và cổng nằm trong phản hồi
reply-228 = đang lắng nghe: địa chỉ dài và cổng nằm trong phản hồi
reply-229 = đang lắng nghe: cổng nằm trong phản hồi
reply-230 = đã đăng nhập
reply-231 = đã đăng xuất
reply-232 = đã đăng nhập nhờ trao đổi bảo mật
reply-234 = chấp nhận cơ chế bảo mật
reply-235 = trao đổi bảo mật hoàn tất
reply-250 = xong
reply-251 = mã kiểm tra nằm trong phản hồi
reply-252 = các mã kiểm tra nằm trong phản hồi
reply-256 = thư đã giao
reply-257 = tên thư mục nằm trong phản hồi
reply-331 = tên người dùng hợp lệ, cần mật khẩu
reply-332 = cần tài khoản
reply-334 = chấp nhận cơ chế bảo mật, cần thêm dữ liệu
reply-335 = chấp nhận dữ liệu bảo mật, cần thêm
reply-336 = cần mật khẩu, chuỗi thử thách (challenge) nằm trong phản hồi
reply-350 = chấp nhận, chờ lệnh tiếp theo
reply-354 = sẵn sàng nhận nội dung thư
reply-421 = dịch vụ đóng kênh điều khiển
reply-425 = không mở được kênh dữ liệu
reply-426 = kênh dữ liệu bị đóng, huỷ truyền
reply-430 = sai tên người dùng hoặc mật khẩu
reply-431 = thiếu một tài nguyên bảo mật
reply-434 = máy đích không sẵn sàng
reply-450 = tệp đang bận
reply-451 = lỗi cục bộ, huỷ thao tác
reply-452 = không đủ chỗ
reply-500 = không hiểu lệnh
reply-501 = không hiểu tham số
reply-502 = máy chủ không hỗ trợ lệnh này
reply-503 = sai thứ tự lệnh
reply-504 = máy chủ không hỗ trợ tham số này
reply-521 = không thể mở kênh dữ liệu với các thiết lập này
reply-522 = không hỗ trợ giao thức mạng hay mức bảo vệ dữ liệu này
reply-530 = chưa đăng nhập
reply-532 = cần tài khoản để lưu
reply-533 = lệnh phải được bảo vệ
reply-534 = bị chính sách bảo mật từ chối
reply-535 = kiểm tra bảo mật thất bại
reply-536 = không hỗ trợ mức bảo vệ này
reply-537 = cơ chế không hỗ trợ mức bảo vệ này
reply-550 = không thực hiện được: không có tệp, hoặc không có quyền
reply-551 = không rõ kiểu trang
reply-552 = vượt hạn mức
reply-553 = tên tệp không được phép
reply-554 = không chấp nhận vị trí truyền tiếp
reply-555 = kiểu hay cấu trúc không hợp
reply-556 = không tính được mã kiểm tra
reply-631 = phản hồi có chữ ký
reply-632 = phản hồi đã mã hoá và ký
reply-633 = phản hồi đã mã hoá

## reply-class-*: the same for codes that have no words of their own, by their first digit.

reply-class-1 = đã bắt đầu, còn nữa
reply-class-2 = xong
reply-class-3 = chấp nhận, cần thêm lệnh
reply-class-4 = tạm thời không thực hiện được
reply-class-5 = không thực hiện được
reply-class-6 = phản hồi được bảo vệ

## verdict-*: what stands before the rows of a timeline, for each session.

verdict-title-who = người dùng
verdict-title-mode = chế độ
verdict-title-evidence = bằng chứng
verdict-title-transfer = truyền tệp
verdict-title-findings = phát hiện
verdict-frame = (khung { $frame })
verdict-active = chủ động: máy chủ mở các kênh dữ liệu
verdict-passive = bị động: máy khách mở các kênh dữ liệu
verdict-mixed = hỗn hợp: có kênh dữ liệu do máy chủ mở, có kênh do máy khách mở
verdict-none = không có: không lần truyền nào dùng đến kênh dữ liệu
verdict-unknown = không rõ: bản ghi gói tin không cho thấy ai mở các kênh dữ liệu
verdict-login-accepted = đăng nhập được chấp nhận
verdict-login-rejected = đăng nhập bị từ chối
verdict-login-none = không đăng nhập
verdict-login-unknown = không thấy việc đăng nhập
verdict-nobody = không có người dùng
verdict-user-unseen = không thấy người dùng
verdict-findings = { $errors ->
    [0] {""}
   *[other] { $errors } lỗi,{" "}
}{ $warnings ->
    [0] {""}
   *[other] { $warnings } cảnh báo,{" "}
}{ $infos ->
    [0] {""}
   *[other] { $infos } ghi chú,{" "}
}{ $place ->
    [page] xem bên dưới
   *[other] xem ftpscope diagnose
}
verdict-bytes = { $bytes } byte
verdict-bytes-lost = { $bytes } byte không bắt được
verdict-bytes-lost-on-path = { $bytes } byte mất trên đường truyền
verdict-bytes-tls = { $bytes } byte TLS
verdict-bytes-decoded = { $decoded } byte ({ $bytes } byte trên đường truyền)
verdict-more = còn { $count } mục, xem `ftpscope transfers`
verdict-tls-explicit = TLS sau AUTH
verdict-tls-implicit = TLS ngay từ byte đầu
verdict-tls-failed = TLS thất bại
verdict-tls-mismatch = một bên dùng TLS, bên kia dùng văn bản thuần

## role-*: who is at an end of a connection, as in "máy khách mở ...".

role-client = máy khách
role-server = máy chủ
role-other-server = máy chủ kia
role-third-party = một bên thứ ba

## offer-*: what became of an announced endpoint.

offer-connected = { $by } đã mở { $opener } → { $listener }
offer-refused = { $by } đã thử mở { $opener } → { $listener } và bị từ chối (RST)
offer-unanswered = { $by } đã thử mở { $opener } → { $listener } { $tries } lần mà không có trả lời: có thể do tường lửa
offer-unanswered-third = { $by } đã thử mở { $opener } → { $listener }, một máy thứ ba, { $tries } lần mà không có trả lời
offer-unanswered-icmp = { $by } đã thử mở { $opener } → { $listener } { $tries } lần; { $router } báo qua ICMP: { $reason ->
    [prohibited] một quy tắc cấm kết nối này
    [network] không có đường tới mạng đó
    [host] máy đó không có mặt
   *[port] không có gì lắng nghe ở đó
}
offer-one-syn = { $by } đã thử mở { $opener } → { $listener } một lần, và bản ghi gói tin không có trả lời
offer-unheard = { $by } đã thử mở { $opener } → { $listener } { $tries } lần, nhưng gói trả lời không đến nơi
offer-unanswered-inner = { $by } đã thử mở { $opener } → { $listener }, địa chỉ của một mạng nội bộ, { $tries } lần mà không có trả lời
offer-other-port = { $by } đã thử mở { $opener } → { $listener } { $tries } lần mà không được: cổng này không bên nào thông báo
offer-never_tried = không bên nào thử kết nối
offer-not-yet = bản ghi gói tin kết thúc trước khi có bên nào kết nối
offer-proxy = đi qua proxy, và ftpscope không theo dõi được trong đó
offer-not-visible = bản ghi gói tin không cho thấy có bên nào thử kết nối hay không
offer-loopback = địa chỉ loopback, máy nào kết nối tới đó cũng chỉ tới chính mình: bản ghi không có gói tin nào như vậy
offer-replaced = không dùng, bị thông báo sau thay thế
offer-rejected = bị từ chối ({ $code })
offer-not_captured = đã dùng, nhưng kênh dữ liệu không có trong bản ghi gói tin
offer-nat = (ở địa chỉ khác: NAT)

## outcome-*: how a transfer ended.

outcome-complete = trọn vẹn
outcome-gaps = kết thúc tốt, nhưng thiếu byte
outcome-short = kết thúc tốt, nhưng ít byte hơn số máy chủ đã báo
outcome-unproven = kết thúc tốt, nhưng bản ghi gói tin không cho thấy tệp trọn vẹn
outcome-unproven-unseen = kết thúc tốt, nhưng kênh dữ liệu không có trong bản ghi gói tin
outcome-hidden = không thấy được lệnh và kết quả
outcome-hidden-result = không thấy được kết quả
outcome-hidden-bytes = kết thúc tốt, nhưng dữ liệu đã gửi không có trong bản ghi gói tin
outcome-aborted = bị huỷ
outcome-failed = thất bại
outcome-refused = bị từ chối
outcome-unfinished = dở dang

## note-*: notes of timeline rows.

note-control-syn = ① mở kênh điều khiển
note-control-syn-again = kênh điều khiển: gửi lại SYN
note-control-syn-ack = máy chủ chấp nhận
note-control-ack = kênh điều khiển đã thiết lập
note-control-fin = { $by } đóng kênh điều khiển
note-control-reset = { $by } ngắt kênh điều khiển bằng RST
note-control-refusal = { $by } từ chối kênh điều khiển
note-unknown-verb = không rõ lệnh { $verb }
note-announces = thông báo { $endpoint }
note-refused = từ chối thông báo cổng ở khung { $frame }
note-connection = kênh dữ liệu đã được thông báo ở khung { $frame } ({ $method })
note-connection-elsewhere = kênh dữ liệu đã được thông báo ở khung { $frame } ({ $method }), nhưng với địa chỉ khác: NAT
note-connection-unannounced = kênh dữ liệu không được thông báo trong bản ghi gói tin
note-data-syn = ② { $by } mở { $connection }
note-data-syn-again = { $by } gửi lại SYN: { $connection }
note-data-syn-ack = được chấp nhận: { $connection }
note-data-ack = đã thiết lập: { $connection }
note-data = { $by } gửi: { $connection }
note-data-fin = { $by } không còn gì để gửi: { $connection }
note-data-reset = { $by } ngắt bằng RST: { $connection }
note-data-refusal = { $by } từ chối: { $connection }
note-unclaimed = đúng cổng dữ liệu, nhưng không ai báo trước kết nối này
note-tls-begins = từ đây TLS mã hoá kênh điều khiển
note-tls-opens = TLS bắt đầu; những gì theo sau đã được giải mã
note-tls-tried = bắt tay TLS bắt đầu
note-tls-fails = bắt tay TLS thất bại ở đây
note-tls-mismatch = một bên dùng TLS, bên kia dùng văn bản thuần

## warning-*: what went wrong with the capture or the analysis.

## finding-ID: what such findings are, in a few words; -why: why they matter; -advice: what to do, one sentence.

finding-never-tried = không bên nào kết nối tới địa chỉ và cổng đã thông báo
finding-never-tried-why = Lần truyền thất bại hoặc treo, dù hai bên đã thống nhất nơi kết nối.
finding-never-tried-advice = Tìm hiểu vì sao bên phải kết nối lại không làm: tường lửa cục bộ, địa chỉ mà bên đó không tin, hay máy khách đã bỏ cuộc.
finding-syn-unanswered = kênh dữ liệu được thử mở mà không có trả lời
finding-syn-unanswered-why = Thường là một tường lửa giữa hai máy bỏ gói SYN mà không báo; thông báo của phát hiện cho biết bản ghi còn cho thấy điều gì. Người dùng thấy chương trình treo, rồi nhận 425 hoặc hết thời gian chờ.
finding-syn-unanswered-advice = Cấu hình tường lửa cho qua các cổng dữ liệu (ở chế độ bị động là một dải cố định trên máy chủ), hoặc dùng chế độ còn lại.
finding-syn-refused = kênh dữ liệu được thử mở và bị từ chối
finding-syn-refused-why = Không có chương trình nào lắng nghe ở địa chỉ và cổng đã thông báo, hoặc một tường lửa trả lời thay.
finding-syn-refused-advice = Kiểm tra xem cổng đã thông báo có thật sự mở ở địa chỉ đã thông báo hay không, và bảo đảm không có tường lửa nào từ chối kết nối.
finding-setup-refused = máy chủ từ chối thiết lập kênh dữ liệu
finding-setup-refused-why = Không có địa chỉ và cổng thì không mở được kênh dữ liệu: mọi lần liệt kê và truyền tệp đều thất bại.
finding-setup-refused-advice = Đọc phản hồi của máy chủ, và cấu hình máy khách dùng chế độ còn lại.
finding-nat-address = địa chỉ được thông báo không phải là địa chỉ mà bên kia kết nối tới được
finding-nat-address-why = Máy nằm sau NAT thông báo địa chỉ nội bộ của mình; bên kia dùng địa chỉ đó thì không kết nối được.
finding-nat-address-advice = Đặt địa chỉ bên ngoài trên máy chủ (pasv_address, MasqueradeAddress, ForcePassiveIP), dùng EPSV, hoặc bật FTP helper/ALG của NAT.
finding-transfer-refused = một lần truyền bị từ chối
finding-transfer-refused-why = Không có gì được truyền; phản hồi cho biết lý do.
finding-transfer-refused-advice = Đọc phản hồi của máy chủ: thiếu quyền, vượt hạn mức, sai tên, hay phiên chưa ở trạng thái phù hợp.
finding-command-refused = một lệnh không phải truyền tệp bị từ chối
finding-command-refused-why = Máy chủ không tạo, xoá, đổi tên hay sửa những gì máy khách yêu cầu, và chương trình khách thường không báo điều đó.
finding-command-refused-advice = Đọc phản hồi của máy chủ: thiếu quyền, tên đã có, hết chỗ, hay tệp không tồn tại.
finding-transfer-cut = một lần truyền kết thúc quá sớm
finding-transfer-cut-why = Tệp ở bên nhận không trọn vẹn mà có thể trông như trọn vẹn.
finding-transfer-cut-advice = Đừng tin tệp đã nhận; truyền lại, hoặc truyền tiếp bằng REST, rồi so kích thước.
finding-size-mismatch = số byte khác với số máy chủ báo
finding-size-mismatch-why = Tệp thay đổi trong khi truyền, hoặc máy chủ bỏ qua REST: khi đó tệp được truyền tiếp có những byte bị lặp. Sau khi tải lên: máy chủ không có đúng những gì đã gửi.
finding-size-mismatch-advice = So kích thước tệp đã nhận với SIZE; nếu đã dùng REST, hãy tải lại toàn bộ tệp.
finding-slow-reply = một phản hồi đến muộn
finding-slow-reply-why = Máy khách không chờ lâu đến thế sẽ coi lần truyền là thất bại, và có thể nhầm phản hồi muộn với phản hồi của lệnh kế tiếp.
finding-slow-reply-advice = Tìm hiểu máy chủ làm gì trước khi trả lời (đĩa chậm, quét vi-rút, tính mã kiểm tra), và tăng thời gian chờ của máy khách.
finding-unanswered-command = một lệnh không bao giờ được trả lời
finding-unanswered-command-why = Máy khách chờ mãi không có kết quả, và treo cho tới khi một bên bỏ cuộc.
finding-unanswered-command-advice = Xem nhật ký của máy chủ về lệnh đó, và những thiết bị nằm giữa máy khách và máy chủ.
finding-network-loss = mạng làm mất byte
finding-network-loss-why = Bên nhận đã yêu cầu gửi lại mà không bao giờ nhận được: lần truyền bị treo hoặc bị ngắt giữa chừng.
finding-network-loss-advice = Tìm chỗ mất gói giữa hai máy (bộ đếm của giao diện mạng, đường truyền đầy, tường lửa bỏ phân đoạn), trên đoạn đường không được ghi gói tin.
finding-path-mtu = chỉ những phân đoạn TCP (segment) lớn bị mất
finding-path-mtu-why = Một chặng trên đường chỉ nhận gói nhỏ hơn mà bên gửi không biết: tệp nhỏ đến nơi, còn danh sách dài và tệp lớn thì treo.
finding-path-mtu-advice = Cho ICMP "fragmentation needed" (IPv6: "packet too big") đi qua, giới hạn MSS ở bộ định tuyến có MTU nhỏ hơn, hoặc giảm MTU của bên gửi.
finding-client-gone = máy khách ngắt kết nối khi đang tải lên
finding-client-gone-why = Máy chủ coi lúc kết nối kết thúc là cuối tệp: tệp mà máy chủ giữ lại có thể chỉ là một phần nhưng trông như trọn vẹn.
finding-client-gone-advice = So tệp trên máy chủ với bản gốc rồi tải lên lại; tìm hiểu vì sao máy khách kết thúc (bị dừng, hết bộ nhớ, tắt máy).
finding-tls-required = máy chủ yêu cầu TLS
finding-tls-required-why = Máy chủ không chấp nhận tiếp tục ở dạng văn bản thuần.
finding-tls-required-advice = Bật TLS ở máy khách (FTPS tường minh, explicit), và PROT P cho kênh dữ liệu.
finding-tls-failed = TLS không thiết lập được
finding-tls-failed-why = Bắt tay kết thúc trước khi có gì được mã hoá: lần đăng nhập hay lần truyền đang chờ TLS không thể tiếp tục.
finding-tls-failed-advice = Thông điệp cảnh báo TLS (alert) cho biết cần sửa gì: protocol_version và handshake_failure là phiên bản và bộ mã mà hai bên cho phép; unknown_ca, bad_certificate và certificate_expired là chứng chỉ hoặc những gì máy khách tin cậy. Nếu không có thông điệp này thì xem nhật ký máy chủ và tìm thiết bị nằm giữa hai bên.
finding-tls-mismatch = một bên dùng TLS, bên kia dùng văn bản thuần
finding-tls-mismatch-why = Trên kết nối này hai bên không dùng cùng một giao thức, nên chỉ sinh ra lỗi.
finding-tls-mismatch-advice = FTPS tường minh (explicit, cổng 21) bắt đầu ở dạng văn bản thuần rồi chuyển sang TLS bằng AUTH; FTPS ngầm định (implicit, cổng 990) bắt đầu bằng TLS. Hãy đặt máy khách theo đúng cổng; trên kênh dữ liệu hai bên phải cùng mức PROT.
finding-tls-not-resumed = kênh dữ liệu không dùng lại phiên TLS
finding-tls-not-resumed-why = Nhiều máy chủ từ chối kênh dữ liệu không dùng lại phiên TLS của kênh điều khiển: có thể máy khách khác đã chiếm cổng. Bản thân lời từ chối (522, 425 hoặc 450) được mã hoá.
finding-tls-not-resumed-advice = Dùng máy khách biết dùng lại phiên TLS cho dữ liệu, hoặc tắt yêu cầu đó trên máy chủ (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions NoSessionReuseRequired).
finding-login-refused = đăng nhập bị từ chối
finding-login-refused-why = Người dùng không làm việc được, hoặc có người thử tài khoản không phải của mình.
finding-login-refused-advice = Kiểm tra người dùng, mật khẩu và quy định của máy chủ cho người dùng và máy khách này.
finding-idle-timeout = máy chủ kết thúc phiên
finding-idle-timeout-why = Việc tiếp theo của máy khách sẽ thất bại; lần truyền đang chạy có thể bị mất.
finding-idle-timeout-advice = Tăng thời gian chờ khi không hoạt động (idle timeout) của máy chủ, hoặc để máy khách gửi NOOP hay đăng nhập lại.
finding-control-unanswered = một cổng điều khiển không trả lời
finding-control-unanswered-why = Không phiên nào bắt đầu được.
finding-control-unanswered-advice = Kiểm tra máy chủ có đang chạy, và tường lửa trên đường có cho cổng điều khiển qua.
finding-bounce = PORT nhắm tới máy thứ ba (FTP bounce)
finding-bounce-why = Máy chủ bị lợi dụng để kết nối tới máy do máy khách chọn: khi đó việc quét cổng và tấn công xuất phát từ máy chủ (RFC 2577).
finding-bounce-advice = Cấu hình máy chủ chỉ nhận PORT với địa chỉ của chính máy khách, và xem máy khách này còn làm gì khác.
finding-fxp = hai máy chủ trao đổi tệp theo lệnh của máy khách
finding-fxp-why = Truyền giữa hai máy chủ trông giống tấn công FTP bounce, nhưng máy khách đã đăng nhập ở cả hai đầu.
finding-fxp-advice = Nếu không ai cần, hãy cấm kiểu truyền này (FXP) trên các máy chủ.
finding-nat-active = máy khách dùng chế độ chủ động ở phía sau NAT, nhờ máy chủ bỏ qua địa chỉ nội bộ
finding-nat-active-why = Lệnh PORT chứa một địa chỉ nội bộ; lần truyền thành công chỉ vì máy chủ này bỏ qua địa chỉ đó.
finding-nat-active-advice = Dùng chế độ bị động, hoặc bật FTP helper/ALG của NAT.
finding-priv-port = PORT chỉ tới một cổng đặc quyền (dưới 1024)
finding-priv-port-why = Không máy khách nào lắng nghe ở cổng dưới 1024; máy chủ bị lợi dụng để kết nối tới một dịch vụ hệ thống (RFC 2577 mục 3).
finding-priv-port-advice = Cấu hình máy chủ từ chối PORT có cổng dưới 1024.
finding-port-scan = PORT chỉ tới nhiều đích mà không truyền dữ liệu
finding-port-scan-why = Các phản hồi cho máy khách biết cổng nào mở trên những máy mà máy khách không tự kết nối tới được.
finding-port-scan-advice = Cấu hình máy chủ chỉ nhận PORT với địa chỉ của chính máy khách, và chặn máy khách này.
finding-pasv-mismatch = máy chủ thông báo một địa chỉ không phải của mình
finding-pasv-mismatch-why = Máy khách nào tin địa chỉ đó sẽ kết nối tới máy thứ ba: đây có thể là lỗi cấu hình của máy chủ phía sau NAT, hoặc tấn công vào máy khách.
finding-pasv-mismatch-advice = Cấu hình máy khách bỏ qua địa chỉ trong 227 (đa số làm được), hoặc dùng EPSV vốn không có địa chỉ.
finding-third-party-data = một máy khác đã mở, hoặc thử mở, kênh dữ liệu
finding-third-party-data-why = Ai kết nối trước thì nhận được tệp, hoặc gửi tệp của mình thay vào ("đánh cắp cổng", RFC 2577 mục 8).
finding-third-party-data-advice = Cấu hình máy chủ chỉ nhận kênh dữ liệu từ địa chỉ của máy khách, và dùng PROT P.
finding-unexpected-direction = bên nhận của lần truyền lại gửi dữ liệu
finding-unexpected-direction-why = Khi tải về mà máy khách lại gửi dữ liệu, hoặc ngược lại, thì đó không phải lần truyền FTP bình thường: có thể là đường hầm (tunnel), một bên hoạt động sai, hoặc kênh dữ liệu bị ghép nhầm phiên.
finding-unexpected-direction-advice = Xem các byte của kênh dữ liệu đó.
finding-pasv-predict = đoán được các cổng bị động
finding-pasv-predict-why = Ai đoán được cổng kế tiếp có thể kết nối vào trước máy khách.
finding-pasv-predict-advice = Cấu hình máy chủ chọn cổng bị động ngẫu nhiên và kiểm tra địa chỉ của bên kết nối.
finding-cleartext-credentials = mật khẩu ở dạng văn bản thuần (không mã hoá)
finding-cleartext-credentials-why = Bất kỳ ai trên đường truyền cũng đọc được và dùng được mật khẩu đó.
finding-cleartext-credentials-advice = Dùng FTPS (AUTH TLS trước USER) hoặc SFTP; hãy đổi mật khẩu nếu đó không phải mật khẩu của người dùng ẩn danh.
finding-anonymous = người dùng ẩn danh (anonymous) đăng nhập thành công
finding-anonymous-why = Ai cũng làm được những gì phiên này đã làm.
finding-anonymous-advice = Bảo đảm người dùng ẩn danh chỉ được đọc, và chỉ đọc những gì công khai.
finding-known-file = một tệp có trong danh sách
finding-known-file-why = Danh sách đã nêu với --known có mã băm của tệp này; điều đó có ý nghĩa gì thì chỉ người lập danh sách mới biết.
finding-known-file-advice = Đối chiếu lần truyền với mục đích của danh sách: phần mềm không mong muốn, tệp không được ra khỏi nơi làm việc, hay tệp đã biết là vô hại.
finding-brute = có người dò mật khẩu
finding-brute-why = Nhiều lần đăng nhập bị từ chối từ một máy khách là tấn công, hoặc chương trình giữ mật khẩu cũ.
finding-brute-advice = Chặn hoặc làm chậm máy khách sau vài lần đăng nhập sai, và kiểm tra các tài khoản bị thử.
finding-brute-success = đăng nhập được sau nhiều lần bị từ chối
finding-brute-success-why = Mật khẩu có thể đã bị đoán ra.
finding-brute-success-advice = Khoá tài khoản cho tới khi chủ nhân xác nhận, và xem phiên đã làm gì.
finding-site-exec = một lệnh SITE nguy hiểm được chấp nhận
finding-site-exec-why = SITE có thể chạy chương trình, đặt bit set-uid và sao chép tệp vượt qua quy định của máy chủ.
finding-site-exec-advice = Tắt các lệnh SITE này, cập nhật máy chủ, và kiểm tra những gì đã được chạy hoặc sao chép.
finding-traversal = một đường dẫn thoát khỏi cây thư mục
finding-traversal-why = Máy chủ không chuẩn hoá đường dẫn trước khi dùng sẽ để lộ các tệp nằm ngoài thư mục được phép truy cập.
finding-traversal-advice = Kiểm tra xem máy chủ có giới hạn người dùng trong thư mục của họ (chroot) không, và lệnh này đã làm lộ những gì.
finding-long = một dòng quá dài
finding-long-why = Lệnh, tham số và phản hồi quá dài từng được dùng để làm tràn bộ đệm (buffer overflow) của các máy chủ và máy khách cũ.
finding-long-advice = Kiểm tra phiên bản của hai bên, và nội dung dòng đó.
finding-fmt = một tham số trông như chuỗi định dạng (format string)
finding-fmt-why = Nếu máy chủ dùng tham số này làm chuỗi định dạng của printf, máy chủ có thể sập hoặc chạy mã theo ý máy khách.
finding-fmt-advice = Kiểm tra phiên bản máy chủ, và xem sau đó máy chủ có đóng kết nối hay hoạt động bất thường không.
finding-nonascii = một tham số có ký tự không phải chữ thông thường
finding-nonascii-why = Ký tự điều khiển có thể lừa người đọc nhật ký; bảng mã khác UTF-8 cho ra tên sai.
finding-nonascii-advice = Cấu hình cả hai bên dùng UTF-8 (OPTS UTF8 ON), và chỉ hiển thị các tên đó sau khi đã thay ký tự đặc biệt bằng chuỗi thoát (escape).
finding-command-injection = ký tự xuống dòng nằm trong một tham số
finding-command-injection-why = Một cái tên trở thành hai lệnh: người đặt tên đó ra lệnh được thay cho máy khách.
finding-command-injection-advice = Cấu hình máy khách hoặc thiết bị trung gian (gateway) từ chối tên có CR hay LF.
finding-starttls-injection = văn bản thuần được gửi xen vào ngay trước khi TLS bắt đầu
finding-starttls-injection-why = Bên nhận nếu đọc phần này sau khi bắt tay TLS sẽ coi dữ liệu của kẻ tấn công là dữ liệu đã được TLS bảo vệ.
finding-starttls-injection-advice = Cập nhật phần mềm của bên đã chấp nhận dữ liệu này; khi TLS bắt đầu, phần mềm phải bỏ những gì đã đọc trước đó.
finding-tls-refused-clear = TLS bị từ chối và mật khẩu đi ở dạng văn bản thuần
finding-tls-refused-clear-why = Kẻ nào giả được lời từ chối TLS của máy chủ sẽ lấy được mật khẩu.
finding-tls-refused-clear-advice = Cấu hình máy khách bắt buộc dùng TLS, và tìm hiểu vì sao máy chủ từ chối.
finding-tls-stripped = thông tin hỗ trợ TLS của máy chủ bị mất trên đường truyền
finding-tls-stripped-why = Một thiết bị giữa máy khách và máy chủ, hoặc kẻ tấn công, giữ phiên ở dạng văn bản thuần.
finding-tls-stripped-advice = Cấu hình máy khách bắt buộc dùng TLS, và tìm thiết bị đã sửa FTP trên đường truyền (bộ kiểm tra FTP của tường lửa).
finding-prot-c = kênh dữ liệu ở dạng văn bản thuần dù kênh điều khiển đã mã hoá
finding-prot-c-why = Tệp và danh sách có thể bị đọc và sửa trên đường truyền.
finding-prot-c-advice = Dùng PROT P, và cấu hình máy chủ bắt buộc dùng PROT P.
finding-ccc = kênh điều khiển trở lại dạng văn bản thuần
finding-ccc-why = Những gì trao đổi sau CCC có thể bị đọc và sửa trên đường truyền.
finding-ccc-advice = Đừng dùng CCC: chế độ bị động không cần FTP helper/ALG khi dải cổng bị động của máy chủ đã mở.
finding-weak-tls = TLS yếu
finding-weak-tls-why = Phiên bản trước 1.2 và các bộ mã cũ không còn bảo vệ được nội dung.
finding-weak-tls-advice = Chỉ cho phép TLS 1.2 và 1.3 với bộ mã hiện đại, và dùng lại phiên TLS của kênh điều khiển cho dữ liệu.
finding-tls-truncated = tệp truyền trong TLS kết thúc mà không có bằng chứng đã trọn vẹn
finding-tls-truncated-why = Bất kỳ ai trên đường truyền cũng có thể tạo ra FIN; chỉ có close_notify chứng minh tệp đã trọn vẹn. Nhiều chương trình FTP bỏ qua bước này.
finding-tls-truncated-advice = So sánh kích thước hoặc mã băm. Nếu tệp bị thiếu, hãy tìm xem ai đã đóng kết nối.
finding-tls-other-certificate = kênh dữ liệu có chứng chỉ khác
finding-tls-other-certificate-why = Kênh dữ liệu và kênh điều khiển đều dẫn tới cùng một máy chủ, nên phải có cùng một chứng chỉ (certificate). Chứng chỉ khác cho thấy có thể máy khác đã chiếm cổng dữ liệu, hoặc các tiến trình của máy chủ được cấu hình khác nhau.
finding-tls-other-certificate-advice = So sánh dấu vân tay (fingerprint) với chứng chỉ của máy chủ. Nếu cả hai đều là của máy chủ, hãy dùng chung một chứng chỉ cho mọi tiến trình; nếu không, hãy tìm xem máy nào trả lời ở cổng dữ liệu.
finding-certificate-expired = chứng chỉ của máy chủ đã hết hạn
finding-certificate-expired-why = Máy khách có kiểm tra chứng chỉ (certificate) sẽ đóng kết nối; máy khách không kiểm tra thì không có cách nào phân biệt máy chủ với kẻ giả mạo.
finding-certificate-expired-advice = Gia hạn chứng chỉ, và để một tác vụ tự động làm việc này từ nay về sau (ACME).
finding-certificate-self-signed = máy chủ dùng chứng chỉ tự ký
finding-certificate-self-signed-why = Chỉ có chính máy chủ bảo đảm cho chứng chỉ (certificate) này. Máy khách không biết trước dấu vân tay thì không phân biệt được chứng chỉ này với chứng chỉ do kẻ đứng giữa tạo ra.
finding-certificate-self-signed-advice = Dùng chứng chỉ mà máy khách kiểm tra được, hoặc gửi trước dấu vân tay (fingerprint) cho mọi máy khách.
finding-secrets-in-capture = bản ghi gói tin chứa khoá bí mật của TLS
finding-secrets-in-capture-why = Ai có tệp này đều đọc được nội dung đã mã hoá, kể cả mật khẩu.
finding-secrets-in-capture-advice = Chỉ gửi đi bản cắt (slice) vì bản cắt không kèm khoá, hoặc xoá khoá bằng editcap --discard-all-secrets.
finding-data-port-reuse = một cổng dữ liệu được dùng lại ngay
finding-data-port-reuse-why = Gói đến muộn của kết nối cũ có thể bị coi là của kết nối mới; công cụ có thể nhầm lẫn hai lần truyền.
finding-data-port-reuse-advice = Để bên lắng nghe chọn cổng khác cho mỗi lần truyền.
finding-alg-rewrite = thông báo cổng mà FTP helper/ALG của NAT và tường lửa viết lại hoặc đọc sai
finding-alg-rewrite-why = Thiết bị theo dõi FTP bỏ qua hoặc loại bỏ dòng như thế, nên không mở được kênh dữ liệu qua các thiết bị đó.
finding-alg-rewrite-advice = Gửi thông báo cổng thành một dòng trong một phân đoạn TCP, với CR LF và các số không quá 255.
finding-policy = điều mà đơn vị vận hành có thể đã có quy định
finding-policy-why = Không có gì sai, nhưng nhiều nơi không muốn.
finding-policy-advice = Đối chiếu với quy định của đơn vị bạn.
finding-protocol = không đúng với giao thức
finding-protocol-why = Chương trình, tường lửa và bộ phân tích tuân thủ nghiêm ngặt giao thức có thể xử lý sai chỗ này, và một số cuộc tấn công trông giống như vậy.
finding-protocol-advice = Báo cho nhà phát triển của phần mềm đã gửi nội dung này.
finding-overlap = byte được gửi hai lần với nội dung khác nhau
finding-overlap-why = Bên nhận và người quan sát có thể đọc ra hai nội dung khác nhau: có thể là cách né tránh giám sát (evasion), hoặc một thiết bị hỏng trên đường truyền.
finding-overlap-advice = So các khung; nếu không thiết bị nào trên đường sửa gói, hãy coi là tấn công.
finding-ascii-binary = tệp nhị phân được truyền như văn bản
finding-ascii-binary-why = Với TYPE A, cả hai bên đều đổi những byte mà mình coi là dấu xuống dòng: tệp nén, ảnh hay chương trình bị hỏng khi đến nơi, mà không phản hồi nào cho biết (RFC 959 mục 3.1.1.1).
finding-ascii-binary-advice = Cho máy khách chuyển sang kiểu nhị phân (TYPE I) rồi truyền lại tệp; tệp đã nhận không sửa lại chắc chắn được.

## found-*: what happened. Of one finding several.

found-never-tried = { $by ->
    [client] máy khách
   *[other] máy chủ
} không hề kết nối tới { $endpoint }; "{ $line }" { $code ->
    [none] không có phản hồi
   *[other] được trả lời { $answer }
}
found-never-tried-proxy = không có kênh dữ liệu nào tới { $endpoint } qua proxy mà máy khách dùng để tới máy chủ; "{ $line }" { $code ->
    [none] không có phản hồi
   *[other] được trả lời { $answer }
}
found-never-tried-other-port = { $by ->
    [client] máy khách
   *[other] máy chủ
} không kết nối tới { $endpoint } mà thử cổng { $port }, cổng không bên nào thông báo{ $swapped ->
    [yes] {" "}(hai số của cổng đã thông báo bị đảo thứ tự)
   *[no] {""}
}, và { $met ->
    [reset] bị từ chối ở đó
   *[none] không có trả lời ở đó
}{ $code ->
    [unasked] {""}
    [none] ; "{ $line }" không có phản hồi
   *[other] ; "{ $line }" được trả lời { $answer }
}
found-never-tried-unused = { $endpoint } được thông báo cho { $by ->
    [client] máy khách
   *[other] máy chủ
} mà không lần truyền nào cần đến
found-syn-unanswered = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, đã thử kết nối tới { $destination }, { $count ->
   *[other] cổng
} TCP { $ports }, bằng { $tries ->
   [1] một gói SYN
   *[other] { $tries } gói SYN trong { $seconds } giây
}, mà không có trả lời: có thể do tường lửa{ $confirmed ->
    [0] {""}
   *[other] ; dù vậy máy chủ vẫn xác nhận lần truyền bằng { $confirmed }, trong khi không thể có dữ liệu nào được truyền
}
found-syn-unanswered-third = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, đã thử kết nối tới { $destination }, { $count ->
   *[other] cổng
} TCP { $ports }, bằng { $tries ->
   [1] một gói SYN
   *[other] { $tries } gói SYN trong { $seconds } giây
}, mà không có trả lời: lệnh PORT đã hướng máy chủ tới máy thứ ba
found-syn-unanswered-once = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, đã thử kết nối tới { $destination }, { $count ->
   *[other] cổng
} TCP { $ports }, bằng { $tries ->
   [1] một gói SYN
   *[other] mỗi cổng một gói SYN
}, và bản ghi gói tin không có trả lời hay lần thử thứ hai
found-syn-unanswered-icmp = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, đã thử kết nối tới { $destination }, { $count ->
   *[other] cổng
} TCP { $ports }, bằng { $tries ->
   [1] một gói SYN
   *[other] { $tries } gói SYN trong { $seconds } giây
}; { $router } báo qua ICMP: { $reason ->
    [prohibited] một quy tắc cấm kết nối này
    [network] không có đường tới mạng đó
    [host] máy đó không có mặt
   *[port] không có gì lắng nghe ở đó
}
found-syn-unanswered-inner = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, đã thử kết nối tới { $destination } (địa chỉ của mạng nội bộ), { $count ->
   *[other] cổng
} TCP { $ports }, bằng { $tries ->
   [1] một gói SYN
   *[other] { $tries } gói SYN trong { $seconds } giây
}, mà không có trả lời
found-syn-unanswered-elsewhere = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, đã thử kết nối tới { $destination } (địa chỉ máy chủ thông báo, nhưng không phải địa chỉ của máy chủ trong bản ghi này), { $count ->
   *[other] cổng
} TCP { $ports }, bằng { $tries ->
   *[other] { $tries } gói SYN trong { $seconds } giây
}, mà không có trả lời
found-syn-unanswered-unheard = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, thử kết nối tới { $destination }, cổng TCP { $ports }{ $count ->
   *[other] {""}
}; { $destination } trả lời bằng SYN+ACK, nhưng gói trả lời không tới được { $source }: { $source } gửi lại SYN, { $tries } lần trong { $seconds } giây
found-syn-unanswered-stray = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, thử kết nối tới { $destination }, cổng TCP { $ports }{ $count ->
   *[other] {""}
}; nhưng trả lời lại đến từ { $stray }, địa chỉ mà không ai hỏi, và { $source } đã reset: { $tries } gói SYN trong { $seconds } giây
found-syn-refused = { $by ->
    [client] máy khách
    [not-client] một địa chỉ không phải của máy khách
    [not-server] một địa chỉ không phải của máy chủ
   *[other] máy chủ
}, { $source }{ $from ->
    [0] {""}
   *[other] {" "}từ cổng { $from }
}, đã thử kết nối tới { $destination }, { $count ->
   *[other] cổng
} TCP { $ports }, và bị từ chối (RST){ $confirmed ->
    [0] {""}
   *[other] ; dù vậy máy chủ vẫn xác nhận lần truyền bằng { $confirmed }, trong khi không thể có dữ liệu nào được truyền
}
found-setup-refused = { $count ->
    [1] "{ $line }" bị từ chối
   *[other] { $count } lệnh thiết lập kênh dữ liệu bị từ chối, lệnh cuối là "{ $line }"
}: { $code } { $text }; không tìm được cách nào khác
found-setup-refused-mended = { $count ->
    [1] "{ $line }" bị từ chối
   *[other] { $count } lệnh thiết lập kênh dữ liệu bị từ chối, lệnh cuối là "{ $line }"
}: { $code } { $text }; sau đó đã tìm được cách khác
found-nat-address = địa chỉ được thông báo là { $announced }, nhưng máy đó có địa chỉ { $address } trong bản ghi gói tin; không mở được kênh dữ liệu nào
found-nat-address-loopback = địa chỉ được thông báo là { $announced }, một địa chỉ loopback: { $by ->
    [client] máy khách
   *[other] máy chủ
} kết nối tới đó là kết nối tới chính mình chứ không tới { $address }; không mở được kênh dữ liệu nào
found-nat-address-outer = địa chỉ được thông báo là { $announced }, còn trong bản ghi máy chủ có địa chỉ nội bộ { $address }, và không có SYN nào của máy khách tới đó: NAT trước máy chủ không chuyển cổng này vào trong, hoặc địa chỉ được thông báo không phải của NAT
found-nat-address-mended = địa chỉ được thông báo là { $announced }, nhưng { $by ->
    [client] máy khách
   *[other] máy chủ
} kết nối tới { $address }; như vậy là đúng khi có NAT
found-nat-address-tried = địa chỉ được thông báo là { $announced }; { $by ->
    [client] máy khách
   *[other] máy chủ
} thử kết nối tới { $address }, như vậy là đúng khi có NAT, nhưng không kết nối được
found-nat-address-hidden = ngay sau một phản hồi được TLS che, máy khách thử kết nối tới { $host }, { $count ->
   *[other] cổng
} TCP { $ports }, nhưng không kết nối được, và không làm gì khác: rất có thể đó là địa chỉ mà máy chủ đã thông báo, trong khi máy chủ có địa chỉ { $address } trong bản ghi gói tin
found-known-file = "{ $line }" đã truyền một tệp có trong { $list } ({ $algorithm } { $digest })
found-known-file-hidden = một lần truyền không thấy được lệnh
found-transfer-refused = "{ $line }" bị từ chối: { $code } { $text }
found-transfer-refused-failed = "{ $line }" thất bại: { $code } { $text }
found-transfer-refused-address = "{ $line }" bị từ chối: { $code } { $text }; { $opener } đã mở kênh dữ liệu, còn phiên này là của { $expected }
found-command-refused = "{ $line }" bị từ chối: { $code } { $text }{ $more ->
    [0] {""}
   *[other] ; { $more } lệnh khác cũng bị từ chối ({ $names })
}
found-command-refused-transfer = một lần truyền mà lệnh không có trong bản ghi gói tin đã thất bại: { $code } { $text }{ $more ->
    [0] {""}
   *[other] ; { $more } lệnh khác bị từ chối
}
found-command-refused-unheard = một lệnh không có trong bản ghi gói tin bị từ chối: { $code } { $text }{ $more ->
    [0] {""}
   *[other] ; { $more } lệnh khác cũng bị từ chối
}
found-transfer-cut-short = "{ $line }": chỉ có { $bytes } trên { $expected } byte đến nơi, nhưng máy chủ vẫn trả lời { $code }
found-transfer-cut-announced = "{ $line }": máy chủ đóng kênh dữ liệu khi mới gửi { $bytes } trên { $expected } byte mà máy chủ đã thông báo; phản hồi về việc này không có trong bản ghi gói tin
found-transfer-cut-left-open = "{ $line }": máy khách kết thúc TLS (close_notify) sau { $bytes } byte nhưng để kênh dữ liệu mở; sau { $seconds } giây máy chủ bỏ cuộc: { $code } { $text }
found-transfer-cut-early = "{ $line }": { $to ->
    [client] máy khách
   *[other] máy chủ
} đóng kênh dữ liệu sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}, trước khi bên kia đóng, và máy chủ trả lời { $code }
found-transfer-cut-abort = "{ $line }" bị huỷ bằng lệnh ABOR sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}
found-transfer-cut-failed = "{ $line }" bị ngắt giữa chừng sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}: { $by ->
    [nobody] {""}
    [client] máy khách đóng trước,{" "}
    [third] một máy thứ ba, { $host }, đóng trước,{" "}
    [other-server] máy chủ kia, { $host }, đóng trước,{" "}
   *[other] máy chủ đóng trước,{" "}
}phản hồi { $code } { $text }
found-transfer-cut-tls = "{ $line }" không truyền được byte nào của tệp: TLS thất bại trên kênh dữ liệu, phản hồi { $code } { $text }
found-transfer-cut-nothing = "{ $line }" đã bắt đầu rồi bị từ chối, không có byte nào: { $code } { $text }
found-transfer-cut-not-kept = "{ $line }": máy khách đã gửi đủ { $bytes } byte, nhưng máy chủ không lưu tệp: { $code } { $text }
found-transfer-cut-shut = "{ $line }" dừng lại sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}: { $to ->
    [client] máy khách
   *[other] máy chủ
} không nhận thêm, cửa sổ nhận đóng suốt { $seconds } giây{ $by ->
    [nobody] {""}
    [client] {" "}cho tới khi máy khách đóng kết nối
    [third] {" "}cho tới khi một máy thứ ba, { $host }, đóng kết nối
    [other-server] {" "}cho tới khi máy chủ kia, { $host }, đóng kết nối
   *[other] {" "}cho tới khi máy chủ đóng kết nối
}
found-transfer-cut-reset = "{ $line }" bị { $by ->
    [client] máy khách
    [third] một máy thứ ba, { $host },
    [other-server] máy chủ kia, { $host },
   *[other] máy chủ
} ngắt bằng RST sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}
found-transfer-cut-closed = "{ $line }" bị { $by ->
    [client] máy khách
    [third] một máy thứ ba, { $host }
    [other-server] máy chủ kia, { $host }
   *[other] máy chủ
}, tức bên nhận, đóng sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}, và không có phản hồi nào cho biết lý do
found-transfer-cut-control = "{ $line }" có { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}; rồi { $resetter ->
    [client] máy khách ngắt kênh điều khiển bằng RST
    [server] máy chủ ngắt kênh điều khiển bằng RST
   *[other] kênh điều khiển bị ngắt bằng RST
}
found-transfer-cut-control-at-end = "{ $line }": cả { $bytes } byte đã đến nơi, đến tận FIN của { $from ->
    [client] máy khách
   *[server] máy chủ
}; rồi { $resetter ->
    [client] máy khách ngắt kênh điều khiển bằng RST
    [server] máy chủ ngắt kênh điều khiển bằng RST
   *[other] kênh điều khiển bị ngắt bằng RST
}, trước khi có trả lời nào cho biết kết quả
found-transfer-cut-silent = "{ $line }" có { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}; rồi máy chủ đóng kênh điều khiển mà không trả lời
found-transfer-cut-stood-still = "{ $line }" dừng lại sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}: { $from ->
    [client] máy khách
   *[other] máy chủ
} không gửi gì suốt { $seconds } giây, và máy chủ bỏ cuộc: { $code } { $text }
found-size-mismatch = "{ $line }": nhận được { $bytes } byte, nhiều hơn { $more } byte so với { $expected } byte mà máy chủ đã báo{ $offset ->
    [0] {""}
   *[other] {" "}cho phần từ vị trí { $offset }
}
found-size-mismatch-stored = "{ $line }": đã gửi { $bytes } byte, nhưng sau đó máy chủ báo đã lưu { $expected } byte của lần truyền này
found-size-mismatch-replaced = "{ $line }": tệp có { $before } byte, cần nối thêm { $bytes } byte, nhưng sau đó tệp chỉ có { $bytes } byte: máy chủ đã ghi đè lên nội dung cũ
found-size-mismatch-beyond = "{ $line }" không mang về gì: máy khách yêu cầu phần sau byte { $offset }, mà tệp chỉ có { $size } byte
found-size-mismatch-reserved = "{ $line }": đã gửi { $bytes } byte, dù máy khách đã xin dành { $reserved } byte ("{ $allo }"); máy chủ coi lúc kết nối đóng là hết tệp
found-slow-reply = "{ $line }" phải sau { $seconds } giây, tính từ lúc gửi lệnh hoặc lúc hết dữ liệu, mới được trả lời { $code }; máy khách đã chờ
found-slow-reply-left = "{ $line }" chỉ nhận phản hồi { $code } sau { $seconds } giây kể từ lệnh hoặc từ lúc dữ liệu kết thúc; khi đó máy khách đã bỏ cuộc và đóng kênh điều khiển
found-slow-reply-gone-on = "{ $line }" phải sau { $seconds } giây, tính từ lúc gửi lệnh hoặc lúc hết dữ liệu, mới được trả lời { $code }; lúc đó máy khách đã chuyển sang "{ $next }"
found-unanswered-command = "{ $line }" không nhận được phản hồi nào trong { $seconds } giây
found-unanswered-command-lf = "{ $line }" không nhận được phản hồi nào trong { $seconds } giây: dòng lệnh chỉ kết thúc bằng LF, và có thể máy chủ đang chờ CR LF
found-unanswered-command-no-end = "{ $line }" không nhận được phản hồi nào trong { $seconds } giây: dòng lệnh không có ký hiệu kết thúc, nên máy chủ vẫn chờ phần còn lại
found-unanswered-command-unended = "{ $line }" không nhận được phản hồi trọn vẹn: phản hồi bắt đầu bằng "{ $code }-{ $text }", nhưng trong { $seconds } giây không có dòng kết thúc ({ $code } và một dấu cách)
found-unanswered-command-final = "{ $line }" đã bắt đầu, nhưng trong { $seconds } giây không có phản hồi nào cho biết kết quả; phiên vẫn tiếp tục
found-network-loss = { $bytes } byte của "{ $line }" bị mất trên đường truyền: bên nhận nhiều lần yêu cầu gửi lại
found-network-loss-once = { $bytes } byte của "{ $line }" bị mất trên đường: bên nhận đòi lại khi các byte sau đến
found-network-loss-large = { $bytes } byte của "{ $line }" không đến nơi, còn phần phía sau, trong những gói không quá { $largest } byte, thì đến: có thể gói lớn hơn bị mất
found-path-mtu = các phân đoạn từ { $bytes } byte trở lên từ { $source } tới { $destination } không hề được xác nhận, một phân đoạn được gửi { $times } lần{ $largest ->
    [0] {""}
   *[other] ; các phân đoạn từ { $largest } byte trở xuống thì được xác nhận
}
found-path-mtu-told = các phân đoạn từ { $bytes } byte trở lên từ { $source } tới { $destination } không hề được xác nhận, một phân đoạn được gửi { $times } lần, dù { $router } báo bằng ICMP rằng chúng quá lớn cho một chặng trên đường
found-client-gone = máy khách đóng cả hai kết nối khi "{ $line }" còn đang chạy, sau { $bytes } byte và không có QUIT; phản hồi cuối là { $code }
found-client-gone-answered = máy khách đóng cả hai kết nối khi "{ $line }" còn đang chạy, sau { $bytes } byte và không có QUIT; phản hồi { $code } đến quá muộn và không chứng tỏ tệp trọn vẹn
found-tls-required = "{ $line }" bị từ chối cho tới khi TLS bảo vệ kết nối: { $code } { $text }
found-tls-failed-alert = { $by ->
    [client] máy khách
   *[other] máy chủ
} chấm dứt bắt tay TLS của kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
} bằng cảnh báo TLS (alert) { $alert }
found-tls-failed-sealed = { $by ->
    [client] máy khách
   *[other] máy chủ
} chấm dứt bắt tay TLS của kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
} bằng một cảnh báo TLS (alert) đã mã hoá
found-tls-failed-reset = { $by ->
    [client] máy khách
   *[other] máy chủ
} ngắt kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
} bằng RST trong lúc bắt tay TLS
found-tls-failed-reset-elsewhere = kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
} bị ngắt trong lúc bắt tay TLS bằng một gói RST mang địa chỉ của { $by ->
    [client] máy khách
   *[other] máy chủ
}, nhưng có TTL khác mọi gói còn lại của bên đó: có thể một thiết bị trên đường đã gửi gói này
found-tls-failed-closed = { $by ->
    [client] máy khách
   *[other] máy chủ
} đóng kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
} trong lúc bắt tay TLS
found-tls-failed-silent = { $by ->
    [client] máy khách
   *[other] máy chủ
} không bao giờ trả lời trong bắt tay TLS của kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
}
found-tls-failed-refused = máy chủ từ chối TLS, "{ $line }" được trả lời { $code }, và máy khách ngắt kết nối mà không đăng nhập
found-tls-failed-left = máy khách đóng kênh điều khiển sau bước bắt tay TLS mà không gửi gì dưới TLS
found-tls-failed-unbegun = "{ $line }" được trả lời { $code }, nhưng không có ClientHello nào theo sau: { $by ->
    [client] máy khách
   *[server] máy chủ
} đóng kết nối { $seconds } giây sau đó
found-tls-failed-never = kênh dữ liệu { $opener } → { $listener } mở { $seconds } giây trong phiên TLS mà không bên nào bắt đầu bắt tay TLS hoặc gửi byte nào: hai bên chờ nhau
found-tls-mismatch-client = máy khách dùng TLS (khung { $tls }) còn máy chủ dùng văn bản thuần (khung { $clear })
found-tls-mismatch-server = máy khách dùng văn bản thuần (khung { $clear }) với máy chủ yêu cầu TLS (khung { $tls })
found-tls-mismatch-data = trên kênh dữ liệu một bên dùng TLS (khung { $tls }), bên kia dùng văn bản thuần (khung { $clear })
found-tls-mismatch-within = phiên đối thoại chuyển sang văn bản thuần (khung { $clear }) mà không có CCC hay close_notify kết thúc TLS: nội dung đó có thể do bất kỳ ai trên đường truyền gửi
found-tls-mismatch-auth = máy chủ chấp nhận "{ $auth }" ({ $code }), nhưng máy khách vẫn gửi "{ $line }" dưới dạng văn bản thuần, trong khi lẽ ra phải bắt đầu TLS
found-tls-not-resumed-told = "{ $line }" nhận phản hồi { $code } { $text }: kênh dữ liệu của lệnh này bắt tay TLS đầy đủ
found-tls-not-resumed = { $count } kênh dữ liệu bắt tay TLS đầy đủ, và máy chủ đóng mà không có byte dữ liệu ứng dụng nào
found-login-refused = { $count } lần đăng nhập bị từ chối, người dùng { $user }: { $code } { $text }
found-login-refused-greeting = máy chủ từ chối phục vụ trước khi máy khách đăng nhập: { $code } { $text }
found-idle-timeout = máy chủ đóng phiên sau { $seconds } giây không hoạt động
found-idle-timeout-421 = máy chủ đóng phiên sau { $seconds } giây không hoạt động: 421 { $text }
found-idle-timeout-421-busy = máy chủ kết thúc phiên trong khi "{ $line }" đang chạy: 421 { $text }; kênh dữ liệu vẫn có dữ liệu, còn kênh điều khiển không có gì suốt { $seconds } giây
found-idle-timeout-421-data = máy chủ bỏ "{ $line }": 421 { $text }; { $by ->
    [client] máy khách
   *[other] máy chủ
} là bên phải gửi dữ liệu nhưng không gửi byte nào suốt { $seconds } giây
found-idle-timeout-421-now = máy chủ kết thúc phiên: 421 { $text }
found-idle-timeout-421-owed = "{ $line }" không được trả lời suốt { $seconds } giây; sau đó máy chủ đóng phiên: 421 { $text }
found-idle-timeout-421-no-transfer = máy chủ kết thúc phiên vì đã lâu không có lần truyền nào: 421 { $text }
found-idle-timeout-421-noop = máy chủ đóng phiên dù máy khách đã giữ phiên bằng { $count } lệnh NOOP: 421 { $text }
found-control-unanswered = { $client } đã thử kết nối tới { $server } { $tries ->
    [1] một lần
   *[other] { $tries } lần trong { $seconds } giây
} mà không có trả lời
found-control-unanswered-refused = { $client } đã thử kết nối tới { $server } { $tries ->
    [1] một lần
   *[other] { $tries } lần trong { $seconds } giây
} và bị từ chối (RST)
found-proxy-protocol = { $balancer } chuyển tiếp kết nối cho máy khách { $client } (giao thức PROXY)
found-proxy-protocol-own = { $balancer } tự mở kết nối này (giao thức PROXY) và không cho biết máy khách nào
found-bounce-connected = "{ $line }" từ { $client } đã khiến máy chủ kết nối tới { $target }
found-bounce-accepted = "{ $line }" từ { $client } được chấp nhận, dù { $target } là máy thứ ba
found-bounce-outer = "{ $line }" từ { $client } nêu { $target }: địa chỉ của chính máy khách ở phía ngoài NAT, hoặc một máy thứ ba; máy chủ { $taken ->
    [0] không chấp nhận
   *[other] đã chấp nhận
}
found-bounce-inner = "{ $line }" từ { $client } được chấp nhận: { $target } thuộc một mạng nội bộ khác, là địa chỉ khác của chính máy khách (VPN, giao diện mạng thứ hai) hoặc của một máy thứ ba
found-bounce-refused = "{ $line }" từ { $client } nhắm tới { $target }, một máy thứ ba; lệnh này không được chấp nhận
found-fxp = "{ $line }" chỉ tới { $host }, một máy chủ mà chính máy khách này cũng đang đăng nhập
found-fxp-transfer = "{ $line }" trao đổi tệp với máy chủ của phiên { $session }
found-nat-active = "{ $line }" chứa địa chỉ { $announced }, nhưng máy chủ kết nối tới { $client }
found-priv-port = "{ $line }" chỉ tới cổng { $port } và được chấp nhận
found-priv-port-refused = "{ $line }" chỉ tới cổng { $port }; lệnh này không được chấp nhận
found-port-scan = { $targets } đích trên { $hosts } máy được chỉ tới, nhưng không có dữ liệu nào được truyền
found-pasv-mismatch = máy chủ tại { $server } thông báo { $announced }, và máy khách kết nối tới đó
found-pasv-mismatch-nat = máy chủ tại { $server } thông báo { $announced }, nhưng máy khách kết nối tới { $server }: có NAT
found-pasv-mismatch-tried = máy chủ tại { $server } thông báo { $announced }; máy khách thử kết nối tới { $server }, nhưng không kết nối được
found-pasv-mismatch-unused = máy chủ tại { $server } thông báo { $announced }, nhưng không có kết nối nào được thiết lập tới đó
found-pasv-mismatch-unspecified = máy chủ tại { $server } thông báo { $announced }, nghĩa là địa chỉ của chính máy chủ
found-third-party-data = { $opener } đã mở kênh dữ liệu tới { $listener } ({ $bytes } byte); đáng lẽ là { $expected }{ $own ->
    [0] {""}
   *[other] {" "}nhưng kết nối của máy này bị từ chối (RST)
}
found-third-party-data-tried = { $opener } đã thử mở kênh dữ liệu tới { $listener } nhưng không được; đáng lẽ là { $expected }
found-unexpected-direction = "{ $line }": { $by ->
    [client] máy khách
    [third] { $host }, một máy thứ ba,
   *[other] máy chủ
} đã gửi { $bytes } byte qua kênh dữ liệu
found-pasv-predict = { $count } trong { $total } lần, cổng bị động kế tiếp lớn hơn cổng trước 1 hoặc 2, bắt đầu từ cổng { $first }
found-cleartext-credentials = mật khẩu của { $user } được gửi ở dạng văn bản thuần{ $count ->
    [1] {""}
   *[other] , { $count } lần
}
found-cleartext-credentials-anonymous = mật khẩu của người dùng ẩn danh ({ $user }) được gửi ở dạng văn bản thuần{ $count ->
    [1] {""}
   *[other] , { $count } lần
}
found-cleartext-credentials-unknown = một mật khẩu được gửi ở dạng văn bản thuần{ $count ->
    [1] {""}
   *[other] , { $count } lần
}; tên người dùng không có trong bản ghi gói tin
found-anonymous = { $user } đăng nhập thành công
found-anonymous-writes = { $user } đã thay đổi dữ liệu trên máy chủ: "{ $line }"{ $count ->
    [1] {""}
   *[other] , tổng cộng { $count } lệnh như thế
}
found-anonymous-deletes = { $user } đã xoá hoặc đổi tên những gì người khác đã lưu: "{ $line }"{ $count ->
    [1] {""}
   *[other] , tổng cộng { $count } lệnh như thế
}
found-brute = { $count } lần đăng nhập của { $client } bị từ chối trong một phiên, cho { $users } người dùng
found-brute-across = { $count } lần đăng nhập của { $client } bị từ chối trong 15 phút, cho { $users } người dùng
found-brute-spraying = { $client } thử một mật khẩu cho { $users } người dùng, và bị từ chối { $count } lần
found-brute-success = { $user } đăng nhập được sau { $count } lần { $client } bị từ chối{ $sessions ->
    [1] {""}
   *[other] , trong { $sessions } phiên
}
found-actions = { $count ->
    [0] sau đó không có tệp nào được tải lên, tải về, xoá hay đổi tên
   *[other] sau đó: { $list }{ $more ->
        [0] {""}
       *[other] {" "}và { $more } việc nữa
    }
}
found-action-stored = tải { $target } lên máy chủ (khung { $frame })
found-action-fetched = tải { $target } về (khung { $frame })
found-action-deleted = xoá { $target } (khung { $frame })
found-action-renamed = đổi tên { $target } thành { $to } (khung { $frame })
found-action-folder-made = tạo thư mục { $target } (khung { $frame })
found-action-folder-removed = xoá thư mục { $target } (khung { $frame })
found-action-site = gửi "{ $target }" (khung { $frame })
found-site-exec = máy chủ đã chạy "{ $line }"
found-site-exec-setuid = "{ $line }" đã đặt bit set-uid hoặc set-gid
found-site-exec-copy = "{ $line }" được chấp nhận trước khi đăng nhập
found-traversal = "{ $line }" đi lên quá thư mục gốc
found-traversal-top = "{ $line }" đi lên quá thư mục gốc rồi dừng lại ở đó
found-traversal-written = "{ $line }" được viết để thoát khỏi cây thư mục trên một số hệ thống
found-long = tham số của { $verb } có { $bytes } byte; quá { $most } byte là đáng ngờ
found-long-verb = một tên lệnh dài { $bytes } chữ cái; không có lệnh nào dài quá { $most } chữ cái
found-long-reply = một dòng phản hồi có { $bytes } byte; quá { $most } byte là đáng ngờ
found-fmt = "{ $line }" chứa { $count } chỉ thị định dạng của printf
found-nonascii = "{ $line }" không phải UTF-8{ $count ->
    [1] {""}
   *[other] , các dòng khác cũng vậy (tổng cộng { $count } dòng)
}
found-nonascii-control = "{ $line }" chứa ký tự điều khiển{ $count ->
    [1] {""}
   *[other] , các dòng khác cũng vậy (tổng cộng { $count } dòng)
}
found-command-injection = một LF đơn biến một lệnh thành hai: "{ $line }" và "{ $next }"
found-command-injection-encoded = "{ $line }" chứa dấu xuống dòng đã mã hoá
found-starttls-injection = "{ $line }" được gửi ở dạng văn bản thuần giữa AUTH và TLS
found-starttls-injection-reply = "{ $code } { $text }" được gửi ở dạng văn bản thuần giữa phản hồi của AUTH và TLS
found-tls-refused-clear = "{ $line }" nhận phản hồi { $code }, rồi việc đăng nhập diễn ra ở dạng văn bản thuần
found-tls-stripped = máy chủ này đã báo có hỗ trợ AUTH TLS ở khung { $frame }, còn ở đây thì không
found-tls-stripped-overwritten = "{ $line }" trông như một lệnh AUTH bị ghi đè trên đường truyền
found-tls-stripped-echo = "{ $line }" bị từ chối, và lời từ chối nhắc lại điều máy khách không gửi: "{ $text }"; một thiết bị trên đường tới máy chủ đã ghi đè lệnh này
found-prot-c = { $count } kênh dữ liệu với { $bytes } byte được truyền ở dạng văn bản thuần
found-prot-c-broken = { $count } kênh dữ liệu với { $bytes } byte được truyền ở dạng văn bản thuần dù hai bên đã thoả thuận PROT P
found-ccc = { $count } lệnh ở dạng văn bản thuần sau TLS
found-ccc-names = { $count } lệnh ở dạng văn bản thuần sau TLS, { $names } lệnh trong đó có tên tệp
found-tls-truncated = { $count } lần truyền kết thúc mà không có close_notify
found-tls-truncated-short = "{ $line }" kết thúc mà không có close_notify, sau { $bytes } byte ({ $code })
found-tls-other-certificate = trên kênh dữ liệu, máy chủ đưa ra chứng chỉ { $data }; trên kênh điều khiển là { $control }
found-certificate-expired = chứng chỉ của { $subject } trên kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
} có hạn đến { $until }
found-certificate-self-signed = chứng chỉ của { $subject } trên kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
} do chính máy chủ tự ký
found-secrets-in-capture = { $path } chứa khoá bí mật của TLS (Decryption Secrets Block)
found-weak-tls = máy chủ chọn { $version } cho kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
}
found-weak-tls-cipher = máy chủ chọn bộ mã { $cipher } ({ $weakness }) cho kênh { $role ->
    [control] điều khiển
   *[other] dữ liệu
}
found-weak-tls-reuse = máy chủ muốn dữ liệu dùng lại phiên TLS của kênh điều khiển: { $code } { $text }
found-data-port-reuse = { $opener } → { $listener } lại mở sau { $seconds } giây
found-data-port-reuse-shared = { $listener } được thông báo cho { $one } và cho { $other }
found-alg-rewrite-number = thông báo cổng { $method } có một số lớn hơn 255
found-alg-rewrite-text = có chữ số hay dấu ngoặc đứng trước các số của thông báo cổng { $method }
found-alg-rewrite-lf = dòng { $method } chỉ kết thúc bằng LF
found-alg-rewrite-split = thông báo cổng { $method } đến trong nhiều phân đoạn TCP
found-policy-banner = lời chào cho biết phiên bản máy chủ: "{ $text }"
found-policy-port = FTP trên cổng { $port }
found-policy-public = { $user } đăng nhập không có TLS từ địa chỉ công cộng { $client }
found-policy-drop = { $path } được { $uploader } tải lên (phiên { $session }) và được { $downloader } tải về
found-policy-drop-anonymous = { $path } được một người dùng ẩn danh ở { $uploader } tải lên (phiên { $session }) và được { $downloader } tải về
found-policy-system = SYST cho biết hệ thống của máy chủ: "{ $text }"
found-policy-client = "{ $line }" cho biết chương trình của máy khách
found-policy-burst = máy chủ ở { $server } kết thúc hoặc từ chối { $count } phiên trong một phút (421)
found-protocol-no-brackets = "{ $line }" không có dấu ngoặc
found-protocol-address-in-229 = "{ $line }" có địa chỉ, trong khi 229 phải để trống phần này
found-protocol-other-form = "{ $line }" mang dạng của một mã khác
found-protocol-unclosed = "{ $line }" không được đóng ngoặc
found-protocol-later-line = thông báo cổng không đứng ở dòng đầu: "{ $line }"
found-protocol-family = "{ $line }" ghi một họ địa chỉ nhưng địa chỉ lại thuộc họ khác
found-protocol-ipv6 = "{ $line }" có địa chỉ IPv6, trong khi 227 không viết được địa chỉ loại này
found-protocol-no-endpoint = "{ $line }" không báo được gì: không có địa chỉ và cổng nào để kết nối tới
found-protocol-taken-back = "{ $line }" được trả lời { $done }, rồi { $code } { $text }: máy chủ xác nhận lần truyền, ngay sau đó lại báo một lỗi
found-protocol-extra-reply = "{ $code } { $text }" không trả lời lệnh nào
found-protocol-below-zero = "{ $line }" được trả lời { $code } { $text }: { $by ->
    [client] máy khách
   *[server] máy chủ
} đếm byte bằng số 32 bit, nên bị tràn với tệp từ hai gigabyte trở lên
found-protocol-greetings = máy chủ chào { $count } lần; máy khách có thể coi lời chào thứ hai, "{ $text }", là phản hồi cho lệnh đầu tiên của mình
found-protocol-mark = máy khách bắt đầu bằng dấu thứ tự byte (EF BB BF), máy chủ coi đó là một phần của lệnh "{ $line }"
found-protocol-cr-cr-lf = { $count ->
    [1] một dòng của máy khách kết thúc bằng CR CR LF, nên đối số có thêm một CR ở cuối: "{ $line }"
   *[other] { $count } dòng của máy khách kết thúc bằng CR CR LF, nên đối số có thêm một CR ở cuối: "{ $line }"
}
found-protocol-empty-line = máy khách gửi { $count } dòng trống, và máy chủ coi đó là lệnh: { $code } { $text }
found-protocol-second-preliminary = "{ $code } { $text }": phản hồi sơ bộ (mã 1xx) thứ hai cho cùng một lệnh, hoặc không ứng với lệnh nào
found-protocol-no-last-line = phản hồi nhiều dòng "{ $code }-{ $text }" thiếu dòng cuối ({ $code } và một dấu cách): máy khách này vẫn tiếp tục, máy khách khác sẽ chờ dòng đó
found-protocol-stray = { $count } dòng của máy chủ không phải phản hồi: "{ $text }"
found-protocol-early = "{ $line }" được gửi trước lời chào
found-protocol-epsv-all = "{ $line }" được chấp nhận sau EPSV ALL
found-protocol-pbsz = "{ $line }" được chấp nhận khi chưa có PBSZ
found-protocol-lf = { $count ->
    [1] dòng "{ $line }" chỉ kết thúc bằng LF
   *[other] { $count } dòng, đầu tiên là "{ $line }", chỉ kết thúc bằng LF
}
found-protocol-lf-reply = { $count ->
    [1] một phản hồi ({ $code }) có
   *[other] { $count } phản hồi, đầu tiên là { $code }, có
} dòng chỉ kết thúc bằng LF
found-protocol-unended-reply = { $count ->
    [1] phản hồi { $code } không có ký hiệu kết thúc dòng
   *[other] { $count } phản hồi, đầu tiên là { $code }, không có ký hiệu kết thúc dòng
}
found-protocol-other = "{ $line }" là câu mở đầu của máy khách { $protocol }, không phải của FTP
found-overlap = byte của { $source } → { $destination } được gửi lại với nội dung khác
found-overlap-announcement = byte của { $source } → { $destination } được gửi lại với nội dung khác, ngay sau "{ $line }": một thiết bị trên đường sửa thông báo địa chỉ mà không sửa số thứ tự cho khớp, hoặc có kẻ giả mạo

found-more = (và { $count } trường hợp giống thế)
found-ascii-binary = "{ $line }" truyền { $bytes } byte với TYPE A (văn bản), trong khi tên tệp cho thấy đó không phải văn bản
found-transfer-cut-reset-elsewhere = "{ $line }" bị ngắt sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
} bằng một gói RST mang địa chỉ của { $by ->
    [client] máy khách
    [third] một máy thứ ba, { $host }
    [other-server] máy chủ kia, { $host }
   *[other] máy chủ
}; TTL của gói này khác mọi gói của bên đó, nên một thiết bị khác đã gửi nó
found-transfer-cut-reset-at-end = máy khách kết thúc "{ $line }" sau { $bytes } byte bằng RST, trong khi FIN mới là dấu kết thúc tệp: { $code } { $text }
found-size-mismatch-restart = "{ $line }" mang về đủ { $bytes } byte của cả tệp dù máy chủ đã chấp nhận REST { $offset }: máy chủ bỏ qua REST, và máy khách nào ghi nối thêm sẽ có { $offset } byte đầu hai lần
found-size-mismatch-elsewhere = "{ $line }" phải bắt đầu từ vị trí { $asked }, nhưng máy chủ báo bắt đầu từ { $said }{ $narrow ->
    [1] {" "}(máy chủ đếm bằng số 32 bit)
   *[other] {""}
}
found-login-refused-account = việc đăng nhập của người dùng { $user } chưa hoàn tất: máy chủ yêu cầu tài khoản ({ $code } { $text }), nhưng máy khách không gửi
found-control-lost-forgotten = máy khách mở lại kênh điều khiển từ cùng một cổng khi "{ $line }" còn đang chạy và chưa bên nào đóng kết nối: máy của máy khách không còn nhớ kết nối cũ
found-control-unanswered-icmp = { $client } đã thử kết nối tới { $server } { $tries ->
    [1] một lần
   *[other] { $tries } lần trong { $seconds } giây
}; { $router } báo qua ICMP: { $reason ->
    [prohibited] một quy tắc cấm kết nối này
    [network] không có đường tới mạng đó
    [host] máy đó không có mặt
   *[port] không có gì lắng nghe ở đó
}
found-protocol-other-server = máy chủ bắt đầu bằng "{ $text }", vốn thuộc giao thức { $protocol } chứ không phải FTP
found-transfer-refused-half-open = "{ $line }" nhận phản hồi { $code } { $text }: máy khách đã hoàn tất bắt tay của kênh dữ liệu tới { $endpoint }, nhưng máy chủ vẫn gửi lại SYN+ACK, tức là ACK của máy khách không tới được máy chủ
found-transfer-refused-closed = "{ $line }" nhận phản hồi { $code } { $text }: máy khách đã mở kênh dữ liệu tới { $endpoint }, nhưng chính máy chủ đóng kênh này trước khi có byte nào
found-transfer-refused-reset = "{ $line }" nhận phản hồi { $code } { $text }: máy khách đã mở kênh dữ liệu tới { $endpoint } rồi tự reset kênh này trước khi có byte nào
found-transfer-refused-unseen = "{ $line }" nhận phản hồi { $code } { $text }, dù kênh dữ liệu tới { $endpoint } vẫn mở suốt thời gian đó: bên hoàn tất bắt tay không phải là nơi máy chủ đang chờ
found-transfer-refused-in-words = "{ $line }" nhận phản hồi { $code } { $text }: mã phản hồi là xác nhận, nhưng lời văn cho biết máy chủ không đọc được thư mục
found-unanswered-command-closed = "{ $line }" không nhận được phản hồi: máy chủ đóng kết nối thay vì trả lời
found-idle-timeout-greeted = máy chủ đóng kết nối ngay sau lời chào, trước mọi lệnh
found-idle-timeout-admitted = máy chủ cho người dùng đăng nhập ({ $code }) rồi đóng kết nối ngay, trước khi máy khách yêu cầu điều gì
found-transfer-cut-gave-up = máy khách đóng kênh dữ liệu { $seconds } giây sau "{ $line }", trước khi máy chủ bắt đầu truyền: { $code } { $text }
found-transfer-cut-left = "{ $line }": suốt { $seconds } giây không có byte nào qua kênh dữ liệu, rồi máy khách đóng cả hai kênh; chỉ khi đó máy chủ mới trả lời { $code }
found-transfer-cut-unconfirmed = "{ $line }": đã nhận đủ { $bytes } byte, nhưng máy chủ không xác nhận: { $code } { $text }
found-transfer-cut-left-out = "{ $line }" không liệt kê hết: { $code } { $text }; máy chủ đã bỏ bớt một phần thư mục
found-transfer-cut-truncated = "{ $line }": máy chủ xác nhận tệp tải lên nhưng không giữ lại toàn bộ: { $code } { $text }
found-transfer-cut-unseen = "{ $line }" đã bắt đầu rồi thất bại: { $code } { $text }; kênh dữ liệu của lệnh này không có trong bản ghi
found-transfer-cut-confirmed-early = "{ $line }": máy chủ trả lời { $code } khi máy khách chưa gửi byte nào, rồi ngắt kênh dữ liệu bằng RST: { $bytes } byte gửi qua kênh này không có trong tệp
found-transfer-cut-unread = "{ $line }": máy chủ đóng kênh dữ liệu khi máy khách còn đang gửi, sau { $bytes } byte, nhưng vẫn trả lời { $code }
found-transfer-cut-appended = "{ $line }" đã gửi { $bytes } byte nhưng không được xác nhận ({ $code } { $text }); sau đó máy khách nối lại từ đầu ít nhất chừng ấy byte, nên tệp trên máy chủ có thể chứa chúng hai lần
found-protocol-unended = { $count ->
    [1] "{ $line }" không có ký hiệu kết thúc dòng, nhưng máy chủ vẫn nhận
   *[other] "{ $line }" và các lệnh khác không có ký hiệu kết thúc dòng (tổng cộng { $count } lệnh), nhưng máy chủ vẫn nhận
}
found-protocol-spelt = "{ $line }"{ $count ->
    [1] {""}
   *[other] {" "}và các dòng khác (tổng cộng { $count })
}: dấu xuống dòng được viết dưới dạng chữ, nên phần đứng sau không phải là một lệnh riêng
found-protocol-unclosed-data = máy chủ không đóng kênh dữ liệu của "{ $line }" sau byte cuối; { $seconds } giây sau máy khách mới đóng
found-protocol-undecodable = "{ $line }": dữ liệu trên kênh dữ liệu không đúng dạng của MODE đang dùng, nên bên nhận không thể tạo lại tệp
found-command-refused-misdirected = "{ $line }" bị từ chối: { $code } { $text }; máy khách vẫn gửi "{ $upload }", nên tệp giờ nằm ở { $path }
found-command-refused-in-part = "{ $line }" được trả lời { $code }, nhưng không phải mọi tham số đều được nhận: { $text }
found-command-refused-left = "{ $line }" bị từ chối: { $code } { $text }; ngay sau đó máy khách ngắt kết nối mà chưa truyền gì
found-unanswered-command-left = "{ $line }" đã bắt đầu, nhưng trong { $seconds } giây không có phản hồi nào cho biết kết quả; sau đó máy khách rời đi
found-unanswered-command-hangs = "{ $line }" đã bắt đầu rồi treo: suốt { $seconds } giây, cho tới khi bản ghi kết thúc, không có gì đến qua kênh dữ liệu, và không phản hồi nào cho biết vì sao
found-unanswered-command-ends = "{ $line }": kênh dữ liệu đã đóng, nhưng suốt { $seconds } giây, cho tới khi bản ghi kết thúc, không có phản hồi nào cho biết kết quả
found-unanswered-command-quit = "{ $line }" không có phản hồi cuối: máy khách gửi QUIT khi lần truyền còn đang diễn ra, và máy chủ chỉ trả lời { $code }
found-transfer-cut-stalled = "{ $line }" dừng lại sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}: phần gửi sau cùng không được xác nhận dù đã gửi { $tries } lần{ $by ->
    [nobody] {""}
    [client] {" "}cho tới khi máy khách đóng kết nối
    [third] {" "}cho tới khi một máy thứ ba, { $host }, đóng kết nối
    [other-server] {" "}cho tới khi máy chủ kia, { $host }, đóng kết nối
   *[other] {" "}cho tới khi máy chủ đóng kết nối
}
found-transfer-cut-hung = "{ $line }" đã bắt đầu rồi treo sau { $expected ->
    [unknown] { $bytes } byte
   *[other] { $bytes } trên { $expected } byte
}: suốt { $seconds } giây không có gì đến qua kênh dữ liệu, cho tới khi máy khách đóng kênh, và không phản hồi nào cho biết vì sao
found-transfer-cut-end-lost = "{ $line }": cả { $bytes } byte đã đến nơi nhưng dấu hết tệp thì không: FIN của máy khách không được xác nhận dù đã gửi { $tries } lần, nên máy chủ vẫn chờ: { $code } { $text }
found-transfer-cut-nothing-left = "{ $line }": máy khách gửi tiếp từ vị trí { $offset }, đúng chỗ tệp trên máy chủ kết thúc, nên không còn gì để gửi: { $code } { $text }
found-transfer-cut-silent-at-end = "{ $line }": cả { $bytes } byte đã đến nơi, nhưng máy chủ đóng kênh điều khiển mà không trả lời
found-size-mismatch-missing = "{ $line }": đã gửi { $bytes } byte và máy chủ đã xác nhận, nhưng sau đó máy chủ trả lời "{ $asked }" bằng { $code }: không có tệp này
found-size-mismatch-hole = "{ $line }" tiếp tục từ vị trí { $offset }, trong khi tệp trên máy chủ chỉ có { $size } byte: thiếu { $missing } byte ở giữa
found-size-mismatch-unlisted = "{ $line }": đã gửi { $bytes } byte và máy chủ đã xác nhận, nhưng danh sách thư mục sau đó ("{ $asked }") không có tệp này
found-transfer-cut-late = "{ $line }" đã thất bại trước khi máy khách mở kênh dữ liệu đến { $endpoint }: { $code } { $text }{ $bytes ->
    [0] {""}
   *[other] ; không ai nhận { $bytes } byte mà máy khách gửi sau đó
}
found-transfer-cut-unsaid = "{ $line }": { $bytes } byte đã đi qua kênh dữ liệu, rồi { $from ->
    [client] máy khách
   *[server] máy chủ
} đóng kênh này như khi truyền xong; trong { $seconds } giây máy chủ không cho biết kết quả, rồi kết thúc phiên: { $code } { $text }

## advice-*: what to do, by what the session shows; one sentence.

advice-passive-works = { $method } (chế độ bị động) hoạt động giữa hai máy này, xem khung { $frame }: hãy cấu hình máy khách dùng chế độ này.
advice-active-works = { $method } (chế độ chủ động) hoạt động giữa hai máy này, xem khung { $frame }: hãy cấu hình máy khách dùng chế độ này.
advice-open-server = Đề nghị người quản trị tường lửa phía trước máy chủ cho qua TCP từ { $source }{ $from ->
    [0] {""}
   *[other] {" "}cổng { $from }
} tới { $destination }, { $count ->
   *[other] cổng
} { $ports }; cấu hình cho máy chủ một dải cổng bị động cố định và mở cả dải đó.
advice-prohibited = { $itself ->
    [yes] Tường lửa của chính { $router } cấm kết nối này và báo như vậy (iptables: REJECT)
   *[other] { $router } cấm kết nối này và báo như vậy: hãy hỏi người quản trị thiết bị đó
}; cần cho qua TCP từ { $source }{ $from ->
    [0] {""}
   *[other] {" "}cổng { $from }
} tới { $destination }, { $count ->
   *[other] cổng
} { $ports }; ở chế độ bị động, cấu hình cho máy chủ một dải cổng cố định và mở cả dải.
advice-listen-server = Tìm xem vì sao không có gì lắng nghe ở máy chủ: máy chủ báo những cổng mà chính máy chủ, hoặc NAT hay container phía trước, không phục vụ. Nếu tường lửa trả lời thay thì phải cho qua TCP từ { $source }{ $from ->
    [0] {""}
   *[other] {" "}cổng { $from }
} tới { $destination }, { $count ->
   *[other] cổng
} { $ports }.
advice-open-client = Chế độ bị động ở đây cũng thất bại: đề nghị người quản trị tường lửa phía trước máy khách cho qua TCP từ { $source }{ $from ->
    [0] {""}
   *[other] {" "}cổng { $from }
} tới { $destination }, { $count ->
   *[other] cổng
} { $ports }, hoặc bật FTP helper/ALG.
advice-use-passive = Dùng chế độ bị động (EPSV, PASV), vì chế độ này chưa được thử ở đây; nếu không dùng được, tường lửa phía trước máy khách phải cho qua TCP từ { $source }{ $from ->
    [0] {""}
   *[other] {" "}cổng { $from }
} tới { $destination }, { $count ->
   *[other] cổng
} { $ports }.
advice-other-port-swapped = Sửa phần mềm của { $by ->
    [client] máy khách
   *[server] máy chủ
}: cổng bằng 256 nhân số thứ nhất cộng số thứ hai (RFC 959 mục 4.1.2), không phải ngược lại.{ $extended ->
    [none] {""}
   *[other] {" "}Trong khi chờ, có thể dùng { $extended }, lệnh ghi cổng bằng một số duy nhất (RFC 2428).
}
advice-other-port = Tìm hiểu vì sao { $by ->
    [client] máy khách
   *[server] máy chủ
} chọn cổng đó: phần mềm đọc sai thông báo, hoặc được cài sẵn một cổng cố định.{ $extended ->
    [none] {""}
   *[other] {" "}Có thể dùng { $extended }, lệnh ghi cổng bằng một số duy nhất (RFC 2428).
}
advice-never-tried-server = Tìm hiểu vì sao máy chủ không kết nối: tường lửa trên máy chủ, quy định chặn địa chỉ đã thông báo, hoặc không có quyền dùng cổng của mình; nếu không, hãy dùng chế độ bị động.
advice-never-tried-server-filter = Nếu bản ghi được lọc theo cổng điều khiển, hãy ghi lại không dùng bộ lọc: trong bản ghi không có gói nào khác, và máy chủ có thể đã kết nối. Nếu không lọc, hãy tìm hiểu vì sao máy chủ không kết nối: tường lửa trên máy chủ, quy định chặn địa chỉ đã thông báo, hoặc không có quyền dùng cổng của mình; nếu không, hãy dùng chế độ bị động.
advice-never-tried-client-filter = Nếu bản ghi được lọc theo cổng điều khiển, hãy ghi lại không dùng bộ lọc: trong bản ghi không có gói nào khác, và máy khách có thể đã kết nối. Nếu không lọc, hãy tìm hiểu vì sao máy khách không kết nối: tường lửa trên máy khách, địa chỉ mà máy khách không tin, hoặc máy khách đã bỏ cuộc trước đó.
advice-never-tried-client = Tìm hiểu vì sao máy khách không kết nối: tường lửa trên máy khách, địa chỉ mà máy khách không tin, hoặc máy khách đã bỏ cuộc trước đó.
advice-nat64 = Máy khách tới máy chủ qua NAT64 nên không tới được địa chỉ IPv4 mà PASV thông báo: hãy để máy khách { $epsv ->
    [failed] kết nối
   *[other] dùng EPSV vốn không có địa chỉ, hoặc kết nối
} tới cổng đã thông báo ở địa chỉ của kênh điều khiển (RFC 6384).
advice-nat-server = Đặt địa chỉ bên ngoài trên máy chủ (pasv_address, MasqueradeAddress, ForcePassiveIP){ $epsv ->
    [failed] {""}
   *[other] , dùng EPSV
}, hoặc bật FTP helper/ALG của NAT phía trước máy chủ.
advice-announced-loopback = Đặt trên máy chủ địa chỉ mà máy khách tới được (pasv_address, MasqueradeAddress, ForcePassiveIP){ $epsv ->
    [failed] {""}
   *[other] , hoặc dùng EPSV vốn không có địa chỉ
}.
advice-announced-elsewhere = Sửa địa chỉ mà máy chủ thông báo (pasv_address, MasqueradeAddress, ForcePassiveIP): máy khách này tới được máy chủ bằng một địa chỉ khác. Hoặc { $epsv ->
    [failed] cấu hình
   *[other] dùng EPSV vốn không có địa chỉ, hay cấu hình
} máy khách bỏ qua địa chỉ trong 227.
advice-nat-forward = Cấu hình NAT hoặc tường lửa trước máy chủ để chuyển các cổng bị động vào máy chủ, đủ cả dải cổng đặt trên máy chủ; và so địa chỉ được thông báo với địa chỉ của NAT. Bản ghi gói tin ở phía ngoài NAT sẽ cho thấy SYN của máy khách có tới được đó không.
advice-announced-hidden = Cấu hình trên máy chủ địa chỉ mà máy khách tới được (pasv_address, MasqueradeAddress, ForcePassiveIP): khi có TLS, không NAT nào sửa được thông báo. Hoặc dùng EPSV, vốn không có địa chỉ, hoặc cấu hình máy khách bỏ qua địa chỉ đó. Nếu có tệp khoá (--key-log) thì đọc được thông báo.
advice-listen-client = Hãy kiểm tra máy khách: chế độ chủ động ở đây hoạt động (khung { $frame }), nên không phải do tường lửa; khi máy chủ kết nối thì không có chương trình nào lắng nghe ở { $count ->
   *[other] cổng
} { $ports }. Có thể máy khách đã đóng cổng quá sớm, hoặc thông báo một cổng không phải của mình.
advice-pasv-works = PASV ở đây hoạt động (khung { $frame }) còn EPSV thì không: hãy cho máy khách dùng PASV. Có thể NAT hoặc tường lửa phía trước máy chủ đọc được 227 mà không đọc được 229; nếu không, nó chỉ cho qua một phần dải cổng bị động và chặn { $count ->
   *[other] cổng
} { $ports }.
advice-epsv-works = Dùng EPSV, vốn không có địa chỉ và chạy được giữa hai máy này (khung { $frame }); nếu không, sửa địa chỉ mà máy chủ thông báo (pasv_address, MasqueradeAddress, ForcePassiveIP).
advice-address-not-followed = Ở đây nguyên nhân không nằm ở địa chỉ: máy khách vẫn kết nối tới đúng máy chủ. Hãy tìm xem vì sao kết nối ở đó bị từ chối hoặc bị bỏ: các cổng đã thông báo phải đi qua được NAT hoặc container phía trước máy chủ.
advice-announced-works = Hãy xem máy đó có thuộc máy chủ không (một địa chỉ khác của máy chủ, một máy phía sau bộ cân bằng tải). Nếu có thì cứ để như vậy: địa chỉ đã thông báo dùng được{ $epsv ->
    [failed] , còn EPSV ở đây thất bại
   *[other] {""}
}.
advice-works-elsewhere = { $method } ở đây hoạt động vì dẫn tới { $address } (khung { $frame }): hãy cấu hình máy khách dùng { $method }, hoặc chuyển tiếp các cổng đã thông báo từ { $destination } tới máy đó.
advice-switch-tls-on = Hãy bật TLS trên máy chủ; máy khách nào chấp nhận làm việc không có TLS sẽ gửi mật khẩu ở dạng văn bản thuần.
advice-no-client-hello = Hãy xem máy khách: nó yêu cầu TLS mà không bắt đầu, như khi không nạp được thư viện TLS hoặc kho chứng chỉ, hoặc khi một chương trình dò chỉ hỏi xem máy chủ hỗ trợ gì.
advice-left-behind-handshake = Nhiều khả năng máy khách không chấp nhận chứng chỉ của máy chủ (tên, nơi cấp hoặc thời hạn), vì có khi đến lúc này nó mới xem chứng chỉ: hãy đọc thông báo của máy khách, và cho máy chủ dùng chứng chỉ đúng với tên mà máy khách gọi. Chương trình giám sát chỉ kiểm tra TLS cũng ngắt kết nối như vậy.
advice-clear-within-tls = Đừng tin phần văn bản thuần này. Hãy xem nhật ký máy chủ có ghi TLS bị ngắt bất thường không, và so TTL của các khung này với các khung khác: một thiết bị trên đường truyền có thể đã tạo ra chúng.
advice-clear-although-private = Các byte được truyền ở dạng văn bản thuần dù hai bên đã thoả thuận PROT P (xem prot-c), thử lại theo cùng cách cũng không có ích: hãy cho máy khách dùng chế độ còn lại hoặc phiên bản khác, hoặc sửa bên đã gửi.
advice-tls-first = Trước hết hãy khắc phục TLS trên kênh dữ liệu (tls-failed cho biết nó kết thúc thế nào), rồi yêu cầu lại tệp.
advice-data-tls = Cấu hình máy khách bắt đầu TLS trên kênh dữ liệu ngay khi kênh mở và lệnh đã gửi, cả ở chế độ chủ động (RFC 4217 mục 7): có máy khách chờ 150, mà có máy chủ chỉ gửi 150 sau khi bắt tay. Nếu không thì hai bên hiểu PROT khác nhau: máy chủ ở PROT C chờ dữ liệu chứ không chờ bắt tay.
advice-idle-busy = Máy chủ tính thời gian im lặng của kênh điều khiển dù dữ liệu vẫn đang truyền: hãy tăng thời gian chờ của máy chủ, hoặc cấu hình để máy chủ tính cả dữ liệu đang truyền.
advice-owed = Máy khách đã chờ máy chủ, và NOOP không giúp được gì ở đây: hãy xem trong nhật ký máy chủ nó đã làm gì từ khi nhận lệnh đó.
advice-early-password = Cho máy khách chờ phản hồi của USER rồi mới gửi PASS: một số máy chủ, nhất là của thiết bị, bỏ đi những gì đến sớm hơn, rồi chờ mật khẩu.
advice-no-transfer = Hãy tăng thời hạn của máy chủ cho phiên không truyền gì (ProFTPD: TimeoutNoTransfer), hoặc cho máy khách đăng nhập lại: NOOP và các lệnh khác không được tính, lệnh liệt kê thì có.
advice-noop-not-counted = Máy chủ này không tính NOOP: cho máy khách gửi một lệnh mà máy chủ có tính (PWD, STAT, lệnh liệt kê), hoặc tăng giới hạn của máy chủ; giới hạn này có thể dành cho phiên không truyền tệp nào.
advice-data-idle = Tìm hiểu vì sao bên phải gửi dữ liệu lại không gửi: chương trình đang chờ điều gì đó hoặc bị treo. Gửi NOOP không giúp được gì ở đây.
advice-close-behind-tls = Toàn bộ tệp đã tới, nhưng hai bên chờ nhau: máy khách chờ close_notify của máy chủ, máy chủ chờ kết nối đóng lại. Cho máy khách đóng kênh dữ liệu sau close_notify của mình (phiên bản mới hơn có thể làm được), hoặc cho máy chủ trả lời close_notify; rồi gửi lại tệp.
advice-ended-at-once = Hãy đọc phản hồi của máy chủ: trong đó có lý do máy chủ kết thúc phiên.
advice-banned = Máy chủ vẫn trả lời cho đến khi các lần đăng nhập của máy khách này bị từ chối, lần cuối trước đó { $seconds } giây: hãy xem máy chủ hoặc tường lửa có chặn máy khách sau nhiều lần đăng nhập hỏng hay không (fail2ban, mod_ban của ProFTPD, dynamic restrictions của IIS), rồi bỏ chặn. Trước hết phải sửa lại mật khẩu.
advice-turned-away = Hãy đọc phản hồi của máy chủ: có thể máy chủ đã đầy, giới hạn số kết nối của mỗi địa chỉ, hoặc đã chặn địa chỉ đó.
advice-user-change = Phiên tiếp tục với người dùng đã đăng nhập trước đó: máy chủ này không nhận người dùng khác trong cùng phiên. Hãy đăng nhập người dùng kia trên một kết nối riêng.
advice-login-other = Hãy đọc phản hồi của máy chủ: máy chủ gặp lỗi hoặc từ chối vì lý do khác chứ không phải vì mật khẩu, nên đổi mật khẩu cũng không giúp được gì.
advice-login-limit = Hãy chờ, hoặc kết thúc các phiên không còn dùng: máy khách ngắt kết nối mà không gửi QUIT vẫn giữ phiên cho đến khi hết thời gian chờ. Nếu không, hãy tăng giới hạn cho mỗi người dùng hoặc mỗi địa chỉ trên máy chủ (vsftpd max_per_ip, ProFTPD MaxClientsPerHost). Đổi mật khẩu không giúp được gì.
advice-login-banned = Máy chủ đã chặn địa chỉ của máy khách này, nên mật khẩu nào cũng không giúp được: hãy tìm chương trình ở đó đã gửi sai mật khẩu (mật khẩu cũ trong một máy khách, camera hay máy quét), sửa lại, rồi bỏ chặn trên máy chủ.
advice-login-behind = Máy chủ, hoặc một proxy, không kết nối được tới máy phía sau để kiểm tra người dùng này, nên chưa có ai xem mật khẩu: hãy kiểm tra tên, địa chỉ và cổng của máy đó, và đường đi tới máy đó.
advice-login-named = Máy chủ không cho đăng nhập ẩn danh (anonymous): hãy để máy khách gửi tên và mật khẩu của một người dùng.
advice-login-anonymous = Máy chủ chỉ cho người dùng ẩn danh (anonymous) đăng nhập: hãy để máy khách đăng nhập ẩn danh, hoặc dùng máy chủ biết người dùng này.
advice-login-expired = Hãy đặt mật khẩu mới trên máy chủ hoặc theo hướng dẫn trong phản hồi; với z/OS, máy khách có thể tự đổi bằng PASS cũ/mới/mới.
advice-storage = Giải phóng dung lượng trên máy chủ hoặc tăng hạn mức (quota) của người dùng, rồi gửi lại tệp.
advice-receiver-shut = Kiểm tra chương trình ở bên nhận: đĩa đã đầy, chương trình bị treo, hoặc đang chờ người dùng. Mạng đã chuyển hết những gì bên nhận chịu nhận.
advice-no-byte = Kết nối đã mở nhưng không có byte nào của tệp được truyền: hãy đọc phản hồi và nhật ký của máy chủ, và tìm tường lửa cho qua bước bắt tay nhưng chặn các gói sau đó.
advice-read-to-fin = Máy khách phải đọc kênh dữ liệu tới FIN của máy chủ, chứ không chỉ tới khi có 226: phản hồi đi trên kênh khác và có thể đến trước những byte cuối (RFC 959 mục 5.4). Tệp đã nhận không đầy đủ.
advice-server-silent = Kiểm tra máy chủ và nhật ký của máy chủ: máy chủ đã bị dừng hoặc hỏng trước khi báo kết quả. Dữ liệu đã nhận có thể đủ hoặc không; hãy yêu cầu lại.
advice-in-use = Một chương trình khác trên máy chủ đang mở tệp: hãy đóng tệp ở đó, hoặc thử lại sau. Khi gửi tệp vào thư mục mà chương trình khác đọc, nên dùng một tên khác cho tới khi tệp đầy đủ.
advice-pieces = Không cần làm gì: chính máy khách tải phần còn thiếu bằng một lần truyền khác. Cuối cùng hãy so kích thước cả tệp.
advice-reserved-more = Hãy so tệp trên máy chủ với tệp của máy khách: máy khách bị tắt giữa chừng, hoặc không đọc tiếp được tệp của mình, để lại một phần tệp mà phản hồi 226 vẫn xác nhận. Hãy xem nhật ký của máy khách và gửi lại tệp.
advice-reply-end = Máy chủ phải kết thúc mỗi dòng bằng CR LF (RFC 959 mục 4.2): máy khách chờ ký hiệu này, và coi phản hồi kế tiếp là phần còn lại của phản hồi trước.
advice-bounce-outer = Hãy xem đó có phải địa chỉ phía ngoài của NAT trước máy khách không. Nếu phải, NAT phải chuyển các cổng đã thông báo tới máy khách; chế độ bị động không cần việc này. Nếu không phải, hãy cấu hình máy chủ chỉ nhận PORT với địa chỉ của chính máy khách, và xem máy khách này còn làm gì khác.
advice-bounce-inner = Hãy tìm xem đó có phải địa chỉ của chính máy khách không (VPN, giao diện mạng thứ hai). Nếu phải, cho máy khách thông báo đúng địa chỉ mà máy chủ nhìn thấy, hoặc dùng chế độ bị động. Nếu không, cấu hình máy chủ từ chối PORT tới mọi địa chỉ khác địa chỉ của máy khách, và xem máy khách này còn làm gì.
advice-outer-from-inside = Không cần làm gì: máy chủ thông báo địa chỉ mà máy khách bên ngoài dùng để kết nối tới nó; còn ở đây, phía sau NAT hoặc bộ cân bằng tải, nó có địa chỉ bên trong.
advice-nat-in-order = Không cần làm gì: NAT, hoặc máy chủ, đã dùng đúng địa chỉ của máy khách, và kênh dữ liệu đã mở được.
advice-rest-beyond = Máy khách yêu cầu phần sau byte { $offset }, mà tệp chỉ có { $size } byte: phần máy khách đang giữ không thuộc tệp này, hoặc tệp đã bị thay. Hãy tải lại cả tệp.
advice-other-address = Hãy xem hai địa chỉ có phải của cùng một máy khách không, ở sau NAT có nhiều địa chỉ, sau proxy hoặc có hai đường ra Internet. Nếu phải, hãy để mỗi máy khách chỉ dùng một địa chỉ; nếu không làm được, có thể cấu hình máy chủ nhận kết nối từ địa chỉ khác (vsftpd pasv_promiscuous, ProFTPD AllowForeignAddress), nhưng khi đó người lạ cũng kết nối được. Nếu không phải, máy chủ đã làm đúng.
advice-server-closed = Máy chủ tự đánh mất kênh dữ liệu đã có: hãy tìm lỗi trong chương trình máy chủ (thiết bị nhỏ thường đóng kết nối cũ khi kết nối mới đã tới) và tìm phiên bản mới hơn. Lỗi không do máy khách hay mạng.
advice-server-socket = Máy chủ, hoặc proxy phía trước máy chủ, gặp lỗi ở chính đầu của mình, không phải do máy khách hay mạng. Phản hồi cho biết nguyên nhân: hãy tìm cổng vẫn đang được dùng, cổng được thông báo hai lần trong vài phút, hoặc địa chỉ mà máy chủ không có.
advice-use-list = Máy chủ không biết lệnh này, vốn ra đời sau LIST (RFC 3659 mục 7): cấu hình máy khách dùng LIST.
advice-left-out = Hãy tăng giới hạn của máy chủ cho danh sách (Pure-FTPd: LimitRecursion), hoặc chia nhỏ thư mục: máy khách nào so sánh các danh sách sẽ tưởng những tệp thiếu ở đây đã bị xoá.
advice-truncated = Đừng tin tệp trên máy chủ: các dòng của tệp dài hơn bản ghi của data set (z/OS: SITE LRECL=, RECFM=VB, WRAPRECORD). Cho máy khách yêu cầu bản ghi dài hơn, rồi gửi lại tệp.
advice-refused-in-words = Hãy xem lại tên thư mục và quyền truy cập: danh sách trống không cho biết trong thư mục có gì.
advice-broken-epsv = Cấu hình máy khách dùng PASV: phản hồi của máy chủ cho EPSV không đúng dạng (|||cổng|) mà RFC 2428 mục 3 yêu cầu. Hãy báo cho nhà phát triển phần mềm máy chủ.
advice-no-data-connection = Máy chủ không có kênh dữ liệu để dùng: hãy xem lệnh trước đó, lệnh lẽ ra phải thiết lập kênh này, và máy khách đã làm gì với phản hồi của lệnh đó.
advice-not-kept = Lỗi không nằm ở mạng: hãy xem phản hồi, nhật ký và nơi lưu tệp của máy chủ, rồi gửi lại toàn bộ tệp.
advice-may-not-write = Người dùng không có quyền ghi ở đó: hãy cấp quyền này cho tài khoản trên máy chủ (quyền của thư mục, và cấu hình riêng của máy chủ như write_enable của vsftpd), hoặc gửi tệp vào thư mục mà tài khoản được phép ghi.
advice-name-is-taken = Trên máy chủ đã có tệp mang tên đó, và người dùng này không được thay thế: cho máy khách xoá hoặc đổi tên tệp đó trước, hoặc dùng tên khác, hoặc cho phép thay thế trên máy chủ (ProFTPD: AllowOverwrite).
advice-bad-name = Máy chủ này không nhận tên tệp đó: cho máy khách bỏ những ký tự không được nhận (trên Windows là \ : * ? " < > | và khoảng trắng hoặc dấu chấm ở cuối; dấu hai chấm trong giờ là nguyên nhân hay gặp), hoặc rút ngắn tên.
advice-use-stor = Máy chủ không biết lệnh này: cho máy khách gửi tệp bằng STOR với tên do mình đặt (trên máy quét và camera, đây thường là mục cài đặt tên không trùng hoặc nối thêm vào tệp).
advice-no-options = Máy chủ tưởng các tuỳ chọn là tên tệp, vì LIST không có tuỳ chọn (RFC 959 mục 4.1.3): cấu hình máy khách để không gửi tuỳ chọn (tắt hiển thị tệp ẩn).
advice-no-directory = Thư mục trong tên tệp không có trên máy chủ, hoặc người dùng này không thấy nó dưới tên đó: hãy tạo thư mục trước, hoặc sửa lại đường dẫn; thư mục / mà người dùng thấy thường không phải thư mục gốc thật của máy chủ.
advice-fxp-other = Máy chủ { $server } của phiên { $session } đã ngắt việc trao đổi tệp và báo: { $code } { $text } (khung { $frame }). Hãy khắc phục ở máy chủ đó rồi cho hai máy chủ trao đổi lại tệp.
advice-malware = Phần mềm diệt virus trên máy chủ hoặc trong proxy trên đường truyền cho rằng tệp độc hại và đã chặn: gửi lại cũng không thay đổi gì. Hãy xem nhật ký của phần mềm đó.
advice-append-replaced = Nội dung cũ đã mất, trừ khi máy khách vẫn còn giữ: hãy gửi toàn bộ tệp bằng STOR, và chỉ cho máy khách nối thêm khi biết chắc máy chủ này làm được.
advice-stored-otherwise = Đừng tin tệp trên máy chủ: hãy xem nhật ký, đĩa và hạn mức của máy chủ, rồi gửi lại tệp.
advice-one-syn = Chỉ một gói SYN thì chưa nói lên điều gì: hãy ghi tiếp cho tới khi máy khách thử lại, hoặc máy chủ trả lời lệnh truyền.
advice-stray-answer = SYN+ACK phải đến từ địa chỉ đã được hỏi. Hãy xem máy chủ có nhiều địa chỉ và trả lời bằng địa chỉ khác hay không, hoặc có NAT hay bộ cân bằng tải ở phía trước chỉ đổi địa chỉ chiều đi mà không đổi chiều về.
advice-asked-late = Kênh dữ liệu đã mở từ lâu trước lệnh này, và máy chủ đã bỏ nó: cho máy khách yêu cầu truyền ngay sau PASV hoặc PORT, hoặc tăng thời gian chờ của máy chủ (accept_timeout, TimeoutNoTransfer).
advice-login-late = Máy chủ đã yêu cầu phần còn lại của đăng nhập: hãy tìm hiểu vì sao máy khách không gửi kịp (người dùng gõ tay, mật khẩu chưa được lưu, chương trình bị treo). Gửi NOOP không giúp được gì ở đây.
advice-through-proxy = Hãy bắt gói giữa proxy và máy chủ: ở đó các kênh dữ liệu hiện ra với địa chỉ thật.
advice-refused-by-proxy = Máy khách tới máy chủ qua proxy, và kênh dữ liệu cũng phải đi qua đó: hãy xem nhật ký của proxy. Nhiều proxy chỉ cho CONNECT tới vài cổng (squid: SSL_ports, Safe_ports), còn chế độ passive mỗi lần dùng một cổng mới.
advice-line-end-as-text = Cho script gửi dấu xuống dòng thật (printf "...\r\n", echo -e), mỗi lần một lệnh, và chờ từng phản hồi.
advice-unconfirmed = Tệp có thể vẫn trọn vẹn: hãy so kích thước hoặc mã băm trước khi truyền lại; và tìm hiểu vì sao việc xác nhận thất bại.
advice-stored-nowhere = Hãy tìm trên máy chủ xem tệp ở đâu: nhật ký, đĩa và quyền ghi cho biết tệp có được lưu hay không; hoặc có chương trình nào ở đó lấy tệp đi ngay khi tệp đến. Trước khi biết rõ, đừng xóa bản gốc.
advice-resumed-too-far = Hãy gửi lại cả tệp, và để máy khách tiếp tục từ chỗ tệp trên máy chủ kết thúc (SIZE), không phải từ chỗ nó đã gửi: máy chủ có thể nhận được ít hơn.
advice-answer-lost = Hãy tìm tường lửa hoặc NAT ở giữa chỉ thấy một chiều (định tuyến bất đối xứng): gói từ { $destination } về { $source } phải đi cùng một đường.
advice-connected-late = Hãy tìm xem vì sao máy khách kết nối muộn như vậy: khi máy khách thử thì máy chủ đã bỏ cuộc và không còn lắng nghe. Hãy để máy khách kết nối trước khi gửi lệnh, hoặc tăng thời gian máy chủ chờ kênh dữ liệu.
advice-connected-behind-failure = Hãy tìm xem vì sao máy khách kết nối muộn như vậy: máy chủ đã bỏ cuộc với lần truyền này, như phản hồi cho biết. Hãy để máy khách kết nối trước khi gửi lệnh, hoặc tăng thời gian máy chủ chờ kênh dữ liệu; rồi truyền lại tệp.
advice-announcement-replaced = Cho máy khách kết nối tới cổng được thông báo sau cùng: máy khách đã yêu cầu thông báo hai lần, và từ lần thứ hai máy chủ không còn lắng nghe ở cổng của lần đầu.
advice-distributed-server = Không cần làm gì nếu biết máy chủ lưu tệp trên nhiều máy: PRET yêu cầu máy chủ chọn một máy cho mỗi lần truyền. Tường lửa phải cho qua tất cả các máy đó.
advice-confirmed-early = Đừng tin tệp trên máy chủ: hãy so kích thước rồi gửi lại. Máy chủ đã coi một kết nối khác tới cổng đó là kênh dữ liệu của lần tải lên này, ví dụ kết nối kiểm tra của bộ cân bằng tải hoặc của một lần quét cổng (xem third-party-data nếu bản ghi cho thấy): hãy để bộ cân bằng tải kiểm tra cổng 21, và chỉ cho máy khách kết nối tới các cổng bị động.
advice-third-party-took = Máy đó đã chiếm chỗ của máy khách ở cổng đã thông báo (xem third-party-data). Hãy thử lại và chỉ cho máy khách kết nối tới các cổng bị động; nếu đó là bộ cân bằng tải kiểm tra xem cổng có mở không thì hãy để nó kiểm tra cổng 21.
advice-third-party-probe = Máy đó chỉ xem cổng có mở không rồi đóng ngay, như bộ cân bằng tải khi kiểm tra hoặc như khi quét cổng. Dù vậy nó vẫn chiếm chỗ của máy khách: hãy để bộ cân bằng tải kiểm tra cổng 21, và chỉ cho máy khách kết nối tới các cổng bị động.
advice-third-party-active = Hãy kiểm tra xem máy đó có thuộc máy chủ không (cùng một cụm máy, hoặc là địa chỉ khác của máy chủ); nếu không, hãy cấu hình để máy khách chỉ nhận kênh dữ liệu từ địa chỉ của kênh điều khiển, và dùng PROT P.
advice-nat-client = Dùng chế độ bị động, khi đó máy khách không phải thông báo địa chỉ; nếu không, đặt địa chỉ bên ngoài trên máy khách, hoặc bật FTP helper/ALG của NAT phía trước máy khách.
advice-setup-no-port = Cấp thêm cổng bị động cho máy chủ (pasv_min_port và pasv_max_port, PassivePorts), hoặc tìm xem chương trình nào đang chiếm hết các cổng đó.
advice-setup-epsv = Cấu hình máy khách dùng EPSV, lệnh mà máy khách chưa thử: phiên chạy trên IPv6, còn PASV không có chỗ cho địa chỉ IPv6 (RFC 2428 mục 1).
advice-epsv-all = Cho máy khách chỉ dùng EPSV: chính máy khách đã gửi EPSV ALL, và từ đó máy chủ phải từ chối mọi lệnh khác dùng để thiết lập kênh dữ liệu (RFC 2428 mục 4).
advice-setup-other-form = Không cần làm gì về việc này: máy khách đã dùng { $method } thay thế (khung { $frame }).
advice-setup-protocol = Máy chủ chỉ có kênh dữ liệu cho phiên bản IP khác, nêu trong phản hồi (1 là IPv4, 2 là IPv6; RFC 2428 mục 2): hãy cho máy khách kết nối tới máy chủ bằng phiên bản đó.
advice-setup-unknown = Máy chủ không biết lệnh này, mà chế độ kia ở đây cũng thất bại: hãy cho máy khách thử dạng còn lại của mỗi lệnh (EPSV hoặc PASV, EPRT hoặc PORT), hoặc cấu hình một trong số đó trên máy chủ.
advice-setup-eprt = Cấu hình máy khách dùng EPSV, hoặc EPRT, lệnh mà máy khách chưa thử: phiên chạy trên IPv6, còn PORT không có chỗ cho địa chỉ IPv6 (RFC 2428 mục 1).
advice-setup-passive = Chế độ bị động bị tắt trên máy chủ, hoặc với người dùng này: hãy bật chế độ này trên máy chủ, hoặc để máy khách thử chế độ chủ động (EPRT, PORT).
advice-setup-passive-only = Chế độ bị động bị tắt trên máy chủ, hoặc với người dùng này, mà chế độ chủ động ở đây thất bại: hãy bật chế độ bị động trên máy chủ.
advice-setup-active = Máy chủ không chấp nhận địa chỉ mà máy khách thông báo, hoặc không cho dùng chế độ chủ động: hãy dùng chế độ bị động (EPSV, PASV).
advice-setup-active-only = Máy chủ không chấp nhận địa chỉ mà máy khách thông báo, mà chế độ bị động ở đây thất bại: hãy cấu hình máy khách thông báo đúng địa chỉ mà máy chủ nhìn thấy, hoặc bật chế độ bị động trên máy chủ.
advice-client-left = Máy khách tự đóng cả hai kết nối khi đang tải xuống và không gửi QUIT, như khi người dùng hoặc hệ thống tắt chương trình: trước hết hãy kiểm tra máy khách. Cho tới lúc đó dữ liệu vẫn đến, và bản ghi gói tin không cho thấy lỗi nào của máy chủ. Dữ liệu đã nhận chỉ là một phần của tệp; ở TYPE I, REST tải tiếp phần còn lại.
advice-one-at-a-time = Trong suốt thời gian đó phiên { $session } với máy chủ này vẫn mở, và trong bản ghi máy chủ không phục vụ hai phiên nào cùng lúc: có thể nó chỉ phục vụ từng máy khách một, như các thiết bị nhỏ. Hãy cho máy khách dùng một kết nối duy nhất và đóng phiên trước khi mở phiên sau.
advice-implicit-port = Cổng 990 là cổng của FTPS ngầm định (implicit): máy chủ không gửi gì cho tới khi máy khách bắt đầu TLS. Đặt máy khách ở chế độ TLS ngầm định, hoặc dùng cổng 21 với AUTH TLS; nếu máy khách đã bắt đầu TLS thì kiểm tra máy chủ.
advice-implicit-port-closed = Xem máy chủ: giới hạn số kết nối, danh sách truy cập (hosts.deny), dịch vụ phía sau không chạy. Cổng 990 cũng là cổng của FTPS ngầm định (implicit): máy khách phải bắt đầu bằng TLS, nếu không máy chủ có thể đóng kết nối: đặt máy khách ở chế độ TLS ngầm định, hoặc dùng cổng 21 với AUTH TLS.
advice-unended-reply = Sửa phản hồi ở máy chủ: văn bản nhiều dòng (lời chào, tệp thông báo, FEAT, HELP) phải kết thúc bằng một dòng bắt đầu bằng cùng mã đó và một dấu cách (RFC 959 mục 4.2), và máy khách chờ dòng này.
advice-line-end = Máy khách phải kết thúc dòng lệnh bằng CR LF (RFC 959 mục 5.3).
advice-below-zero = Cập nhật bên đếm ra số âm, hoặc truyền những tệp như vậy từ đầu đến cuối mà không dùng kích thước và vị trí bắt đầu; sau đó so kích thước bằng cách khác.
advice-byte-order-mark = Cho máy khách gửi lệnh không kèm dấu thứ tự byte (.NET: new UTF8Encoding(false), hoặc ASCII, cho StreamWriter): dấu này không hiện trong nhật ký, và không lệnh nào bắt đầu bằng nó.
advice-cr-cr-lf = Máy khách phải kết thúc dòng lệnh bằng CR LF (RFC 959 mục 5.3): máy chủ coi CR thứ hai là ký tự cuối của tên hoặc mật khẩu. Lỗi này có ở chương trình tự ghi CR LF trong khi hệ thống, hoặc println, lại thêm dấu xuống dòng.
advice-greetings = Máy chủ chỉ được gửi một lời chào: nếu có nhiều dòng thì dùng 220- và dòng cuối có khoảng trắng sau 220 (RFC 959 mục 4.2).
advice-empty-line = Cho máy khách kết thúc mỗi lệnh bằng đúng một CR LF: với máy chủ, mỗi ký hiệu xuống dòng thừa là thêm một lệnh, và máy khách sẽ tưởng phản hồi cho nó là của lệnh kế tiếp.
advice-control-inspected = Kiểm tra chức năng đọc FTP (ALG, fixup, helper) của các tường lửa trên đường truyền: tắt hoặc cấu hình lại chức năng này, hoặc dùng EPSV, hoặc dùng TLS để các tường lửa này không đọc được.
advice-control-cut = Tìm hiểu thiết bị nào nằm giữa máy khách và máy chủ, và vì sao thiết bị đó bỏ hoặc ngắt một kết nối đang được dùng.
advice-announce-each = Cho máy khách gửi PASV, EPSV, PORT hoặc EPRT trước mỗi lần truyền: ở chế độ luồng (stream), hết tệp thì kênh dữ liệu đóng, nên thông báo trước đó không dùng lại được.
advice-reset-elsewhere = Hãy hỏi người quản trị các tường lửa giữa máy khách và máy chủ, nhất là thiết bị kiểm tra nội dung (quét vi-rút, chống xâm nhập): không bên nào gửi gói RST đó.
advice-reset-idle = Máy chủ, hoặc tường lửa hay bộ cân bằng tải trả lời thay, đã bỏ phiên khi không có hoạt động: hãy tăng thời gian chờ đó, cho máy khách gửi NOOP hoặc gói giữ kết nối TCP (keep-alive), hoặc đăng nhập lại.
advice-reset-at-end = Cho máy khách đóng kênh dữ liệu bằng FIN sau khi byte cuối đã được xác nhận (không đặt SO_LINGER bằng 0, không thoát trước lúc đó): RST làm mất những gì máy chủ chưa đọc. Hãy gửi lại tệp.
advice-prot-broken = Hãy xem bên đã gửi các byte này, phiên bản và cấu hình của nó: bên đó không làm theo PROT P, và bất kỳ ai trên đường truyền cũng đọc được.
advice-restart-ignored = Hãy tải lại cả tệp vào một tệp trống: máy chủ này chấp nhận REST nhưng không làm theo.
advice-hung = Máy chủ báo bắt đầu nhưng không có gì đến nữa: hãy xem nhật ký của máy chủ (đĩa chậm, thư mục có quá nhiều tệp), và tìm tường lửa cho qua bước bắt tay nhưng chặn các gói sau đó; hãy bắt gói cả ở máy chủ để biết máy chủ có gửi gì không.
advice-restart-elsewhere = Đừng nối phần đã nhận vào tệp: phần đó bắt đầu ở chỗ khác của tệp. Hãy tải lại cả tệp vào một tệp trống, và nếu tệp lớn hơn 4 GiB thì dùng máy chủ hỗ trợ tệp cỡ đó.
advice-login-lost = Máy chủ đã cho đăng nhập rồi lại không biết lần đăng nhập đó nữa: hãy đăng nhập lại, và xem nhật ký của máy chủ để biết vì sao (hết thời gian chờ, có lệnh USER thứ hai, dịch vụ phía sau khởi động lại).
advice-quit-too-early = Cho máy khách chờ phản hồi của lần truyền rồi mới gửi QUIT; muốn biết tệp có trọn vẹn không thì xem kích thước của tệp.
advice-appended-twice = Máy khách đã nối lại cùng dữ liệu đó từ đầu: phần của lần đầu có thể nằm trong tệp hai lần. Hãy so tệp với tệp của máy khách, và cho máy khách hỏi kích thước (SIZE) trước khi gửi tiếp.
advice-sent-too-early = Máy khách đã gửi hết và đóng kết nối trước khi máy chủ nhận kết nối đó, và máy chủ kiểm tra quá muộn. Hãy gửi lại tệp; cho máy khách chờ 150 rồi mới gửi, hoặc dùng máy chủ giữ lại dữ liệu đã đến.
advice-nothing-left = Không cần làm gì: theo kích thước thì máy chủ đã có cả tệp từ trước. Máy khách nên so kích thước trước khi gửi tiếp.
advice-client-stopped = Chính máy khách kết thúc việc tải xuống: có người huỷ, máy khách chỉ cần một phần (curl -r), hoặc không ghi được nữa. Máy chủ và mạng không có lỗi. Dữ liệu đã nhận là một phần của tệp; dùng REST để tải phần còn lại.
advice-login-account = Cho máy khách gửi tài khoản của người dùng (ACCT), hoặc hỏi người quản trị máy chủ đó là tài khoản nào: máy chủ đã chấp nhận tên và mật khẩu.
advice-control-forgotten = Hãy tìm hiểu vì sao máy của máy khách không còn nhớ các kết nối: máy bị treo, khởi động lại, hoặc chương trình bị dừng mà hệ thống không đóng kết nối. Tệp đang truyền không trọn vẹn.
advice-client-is-ssh = SFTP là một phần của SSH, không phải FTP: hãy để máy khách kết nối tới cổng SSH (22), hoặc đổi máy khách sang FTP.
advice-server-is-ssh = Hãy dùng chương trình SFTP, vốn chạy trên SSH và chỉ giống FTP ở cái tên; hoặc chỉ cho máy khách cổng mà máy chủ FTP lắng nghe.
advice-server-is-other = Hãy chỉ cho máy khách máy và cổng mà máy chủ FTP lắng nghe.
advice-half-open = Hãy tìm tường lửa hoặc NAT ở giữa chỉ thấy một chiều (định tuyến bất đối xứng): nó chặn ACK của máy khách vì chưa từng thấy SYN+ACK. Cả hai chiều phải đi cùng một đường.
advice-client-reset = Hãy tìm xem vì sao máy khách, hoặc tường lửa hay phần mềm diệt virus trên máy đó, reset kênh dữ liệu vừa mở: lỗi không nằm ở máy chủ hay tệp.
advice-unseen = Hãy tìm xem thiết bị nào trả lời ở cổng đó: tường lửa hoặc bộ cân bằng tải tự hoàn tất bắt tay (SYN proxy), hoặc NAT dẫn cổng đó tới máy khác. Nếu bản ghi được thực hiện trên máy chủ thì chương trình máy chủ đã không nhận kết nối: hãy xem nhật ký của nó.
advice-hung-up = Hãy xem nhật ký của máy chủ vào lúc đó: tiến trình phục vụ máy khách này đã kết thúc (bị lỗi, mô-đun đăng nhập hỏng, thiếu thư mục chủ), máy khách không tự khắc phục được.
advice-greeted-and-closed = Hãy xem nhật ký của máy chủ: danh sách kiểm soát truy cập (hosts.allow), giới hạn số kết nối của mỗi địa chỉ, hoặc tiến trình không khởi động được.
advice-admitted-and-closed = Hãy xem nhật ký của máy chủ: việc máy chủ làm cho người dùng sau khi đăng nhập đã thất bại (thư mục riêng hoặc thư mục gốc của người dùng, shell không được phép, SELinux, bộ nhớ hoặc giới hạn số tiến trình). Mật khẩu đúng, và lỗi không nằm ở mạng.
advice-sent-again = Không cần làm gì: chính máy khách đã truyền lại tệp, hoặc phần còn lại, và máy chủ đã xác nhận. Cuối cùng hãy so kích thước cả tệp.
advice-loss-of-large = Hãy thử xem có phải chỉ gói lớn bị mất (ping 1472 byte, không cho phân mảnh). Nếu đúng, hãy cho ICMP "fragmentation needed" (IPv6: "packet too big") đi qua, hoặc giới hạn MSS ở bộ định tuyến có MTU nhỏ hơn; nếu không, hãy tìm chỗ mất gói giữa hai máy.
advice-path-mtu-told = Hãy tìm hiểu vì sao bên gửi vẫn gửi phân đoạn lớn: tường lửa giữa nơi bắt gói và bên gửi bỏ thông báo ICMP, hoặc hệ thống của bên gửi không làm theo. Trong khi chờ, hãy giới hạn MSS ở bộ định tuyến, hoặc giảm MTU của bên gửi.
advice-part-renamed = Phần đã gửi nay mang tên của cả tệp ("{ $line }"): ai đọc tệp đó chỉ có một phần. Hãy gửi lại tệp, và cho máy khách chỉ đổi tên những tệp mà máy chủ đã xác nhận bằng 2yz.
advice-listed-again = Không cần làm gì: chính máy khách đã yêu cầu lại danh sách và nhận được.
advice-client-certificate = Máy chủ yêu cầu chứng chỉ của máy khách, mà máy khách không có: hãy cấp cho máy khách một chứng chỉ kèm khoá mà máy chủ tin cậy, hoặc tắt yêu cầu này trên máy chủ.
advice-client-certificate-wrong = Máy chủ không chấp nhận chứng chỉ của máy khách: hãy xem đó có đúng chứng chỉ không, đã hết hạn chưa, và có do nơi mà máy chủ tin cậy cấp không.
advice-server-certificate = Máy khách không chấp nhận chứng chỉ của máy chủ: hãy gia hạn nếu chứng chỉ đã hết hạn, gửi kèm các chứng chỉ trung gian, và dùng đúng tên ghi trong chứng chỉ; hoặc cho máy khách tin cậy nơi cấp.
advice-server-certificate-own = Chứng chỉ của máy chủ là chứng chỉ tự ký, và máy khách không biết chứng chỉ này: hãy cấp cho máy chủ một chứng chỉ của nơi cấp mà máy khách tin cậy, hoặc cho máy khách tin cậy chính chứng chỉ này sau khi so dấu vân tay (fingerprint) với máy chủ.
advice-tls-versions = Cho hai bên cùng dùng được một phiên bản TLS và bộ mật mã chung: máy khách và thiết bị cũ chỉ biết TLS 1.0 hoặc 1.1, máy chủ mới không nhận phiên bản dưới 1.2.
advice-server-name = Máy chủ không có chứng chỉ cho tên mà máy khách yêu cầu: hãy dùng một tên mà máy chủ biết.
advice-tls-no-alert = Hãy xem nhật ký của máy chủ: có thể máy chủ không có chứng chỉ, hoặc khoá không khớp. Nếu nhật ký không ghi gì, hãy tìm tường lửa kiểm tra FTP: thiết bị đó không đọc được những gì sau AUTH, và có loại ngắt luôn kết nối.
advice-gave-up = Hãy tìm hiểu vì sao máy chủ cần lâu như vậy mới bắt đầu (đĩa chậm, thư mục có quá nhiều tệp), hoặc cho máy khách chờ lâu hơn.
advice-command-unknown = Máy chủ không biết lệnh này, hoặc không chấp nhận dạng này của lệnh: hãy thực hiện trước việc đó ngay trên máy chủ, hoặc cấu hình máy khách để không cần đến lệnh này.
advice-site-parameters = Sửa các tham số mà máy chủ nêu ra (z/OS: HELP SERVER SITE liệt kê chúng): máy chủ vẫn nhận các tham số còn lại, nên data set có thể có thuộc tính không mong muốn.
advice-does-without = Máy chủ không biết lệnh này, hoặc không chấp nhận dạng này của lệnh, và máy khách coi đó là lỗi: cấu hình máy khách để không cần đến lệnh này, hoặc dùng chương trình khác vẫn tiếp tục được.
advice-size-in-ascii = Máy chủ này chỉ cho biết kích thước tệp ở chế độ nhị phân (RFC 3659 mục 4): cho máy khách gửi TYPE I trước SIZE, hoặc không hỏi kích thước.
advice-rest-refused = Máy chủ này không bắt đầu từ giữa tệp: cho máy khách tải hoặc gửi lại toàn bộ tệp từ đầu (xoá hoặc đổi tên phần đã có trước), hoặc cho phép việc đó trên máy chủ.
advice-prot-refused = Máy chủ không bảo vệ kênh dữ liệu theo cách này: hãy đọc phản hồi, cấu hình TLS cho kênh dữ liệu trên máy chủ, hoặc nếu dữ liệu được phép lộ trên mạng thì cho máy khách dùng PROT C.
advice-taken-back = Hãy so kích thước tệp trước khi dùng. Có thể việc máy chủ làm với tệp sau khi nhận (di chuyển tệp, chạy script, quét mã độc) đã thất bại: hãy đọc nhật ký của máy chủ. Máy khách sẽ coi phản hồi thứ hai là phản hồi cho lệnh kế tiếp.
advice-taken-back-download = Hãy so dữ liệu đã nhận với tệp trên máy chủ trước khi dùng: cũng có thể lỗi nằm ở việc máy chủ làm sau lần truyền, chẳng hạn ghi nhật ký. Máy khách sẽ coi phản hồi thứ hai là phản hồi cho lệnh kế tiếp.
advice-misdirected = Hãy tìm tệp ở thư mục mà tệp đang nằm, và cho máy khách dừng lại khi không vào được thư mục, hoặc tạo thư mục đó.
advice-listing-cut = Kết quả liệt kê đã nhận nhiều nhất chỉ là một phần: hãy liệt kê lại.
advice-upload-cut = Đừng tin tệp trên máy chủ: hãy gửi lại, hoặc gửi tiếp từ chỗ tệp trên máy chủ kết thúc (SIZE, rồi REST hoặc APPE), rồi so kích thước.
advice-lost-on-path = Bên gửi vẫn gửi, nhưng một số byte bị mất trên đường truyền (xem network-loss): hãy khắc phục chỗ đó rồi truyền lại.
advice-stalled = Hãy tìm xem thứ gì làm mất gói của kênh dữ liệu từ lúc đó: tường lửa hoặc bộ kiểm tra chặn nội dung, đường truyền bị đứt, hàng đợi đầy. Cho tới lúc đó cả hai bên vẫn hoạt động.
advice-slow-login = Hãy tìm hiểu máy chủ phải hỏi gì trước khi cho đăng nhập (DNS ngược, ident, LDAP, RADIUS, cơ sở dữ liệu), hoặc có cố ý chờ sau khi sai mật khẩu không; và tăng thời gian chờ của máy khách.

## frames: those that prove something, in `diagnose` and `check`.

frames = { $count ->
   *[other] khung
}
frames-more = và { $count } khung nữa
frames-by-file = Khung theo tệp, trong ngoặc là số của chúng trong tệp:
frames-by-file-rest = ftpscope timeline --file-names cho biết tệp của các khung khác.

## table-*

table-no-room = không đủ chỗ cho các cột: { $columns }; hãy mở rộng cửa sổ, hoặc xem { $place }
table-no-room-here = không đủ chỗ cho các cột: { $columns }; hãy mở rộng cửa sổ

## overview-*: màn hình đầu tiên.

overview-capture = { $path }{ $files ->
    [1] {""}
   *[other] {" "}(tổng cộng { $files } tệp)
}: { $frames } khung
overview-span = từ { $from } đến { $to } UTC ({ $duration })
overview-no-session = Không có phiên FTP nào.
overview-none-chosen = Không phiên nào trong { $count } phiên FTP khớp với bộ lọc.
overview-others = Theo các byte đầu của mỗi kết nối, trong đó có: { $list }.
overview-other = { $protocol } ở cổng { $port } ({ $connections })
overview-mail = thư điện tử
overview-unknown = không rõ
overview-sftp = SFTP chạy bên trong SSH và là một giao thức khác với FTP: không đọc được ở đây.
overview-tftp = TFTP là một giao thức khác với FTP, không có lệnh hay đăng nhập: không đọc được ở đây.
overview-sum = { $sessions } phiên{ $failed ->
    [0] {""}
   *[other] {" "}({ $failed } phiên thất bại)
}, { $transfers ->
    [0] không có lần truyền nào
   *[other] { $transfers } lần truyền: { $complete } trọn vẹn{ $not ->
        [0] {""}
       *[other] , { $not } không trọn vẹn
    }{ $hidden ->
        [0] {""}
       *[other] , { $hidden } không nhìn thấy được
    }, { $bytes } byte
}.
overview-findings = Phát hiện: { $errors } lỗi, { $warnings } cảnh báo, { $infos } ghi chú.
overview-column-number = #
overview-column-start = Bắt đầu (UTC)
overview-column-duration = Thời lượng
overview-column-client = Máy khách
overview-column-server = Máy chủ
overview-column-user = Người dùng
overview-column-mode = Chế độ
overview-column-whole = Trọn vẹn
overview-column-bytes = Byte
overview-column-result = Kết quả
overview-failed = thất bại
overview-warned = cảnh báo
overview-unfinished = chưa kết thúc
overview-well = thành công
overview-more-sessions = và { $count } phiên nữa:
overview-more-problems = và { $count } điều nữa:
overview-problems = Những gì thất bại hoặc đáng chú ý
overview-error = lỗi
overview-warning = cảnh báo
overview-place = { $sessions ->
    [0] khung { $frame }
    [1] phiên { $session }, khung { $frame }
   *[other] { $sessions } phiên, khung { $frame }
}{ $others ->
    [0] { "" }
   *[other] ; { $others } phiên nữa cũng vậy, với chi tiết khác
}
overview-next = Xem gì tiếp theo
overview-next-diagnose = vì sao, và nên làm gì
overview-next-port = một cổng điều khiển khác
overview-next-transcript = hai bên đã trao đổi gì
overview-next-timeline = mọi khung, kèm chú thích
overview-next-sessions = mọi phiên
overview-next-transfers = mọi lần truyền
overview-next-extract = các tệp
overview-info = lưu ý
overview-filtered = Đã lọc{ $filtered ->
    [0] {""}
   *[other] {" "}theo { $filters }
}: { $sessions } trong { $all } phiên.
overview-window = { $bounds ->
    [since] Những gì diễn ra từ { $since } UTC trở đi.
    [until] Những gì diễn ra đến { $until } UTC.
   *[both] Những gì diễn ra từ { $since } đến { $until } UTC.
}
overview-whole = Không thiếu gì: bản ghi gói tin có trọn vẹn { $connections } kết nối FTP, từ SYN đến FIN hoặc RST{ $in_vain ->
    [0] .
   *[other] {""}; { $in_vain } kết nối trong đó được thử nhưng không thành công.
}
overview-whole-so-far = Có { $files } tệp không đọc được tới cuối: không biết phần sau có gì. Các kết nối FTP trước đó có đủ mọi byte.
overview-lacks = Trong { $connections } kết nối FTP, bản ghi gói tin thiếu { $list }.
overview-lacks-beginning = phần đầu của { $count } kết nối (khung { $frame })
overview-lacks-side = một chiều của { $count } kết nối (khung { $frame })
overview-lacks-bytes = { $bytes } byte của { $count } kết nối (khung { $frame })
overview-lacks-end = phần cuối của { $count } kết nối (khung { $frame })
overview-lacks-all = toàn bộ { $count } kết nối khác (đã thông báo ở khung { $frame })
overview-refused = bị từ chối: { $list }{ $more ->
    [0] {""}
   *[other] {" "}và { $more } lệnh nữa
}
overview-refusal = { $verb } { $path } ({ $code }, phiên { $session }, khung { $frame })
overview-next-intruder = kẻ xâm nhập đã làm gì
overview-next-firewall = trang cho người quản tường lửa
overview-next-refused = những gì bị từ chối
overview-next-quality = bản ghi gói tin thiếu gì

## diagnose-*: the frame of the report.

diagnose-none = Không phát hiện gì.
diagnose-more = { $sessions ->
    [0] và { $count } mục nữa: xem --format json
    [1] và { $count } mục nữa, ở phiên { $ids }: xem --format json
   *[other] và { $count } mục nữa, ở các phiên { $ids }: xem --format json
}
diagnose-often = { $sessions ->
    [1] { $times } lần
   *[other] { $times } lần, ở { $sessions } phiên
}
diagnose-error = lỗi
diagnose-warning = cảnh báo
diagnose-info = ghi chú
diagnose-more-sessions = và { $count } phiên nữa: { $command }
diagnose-others = --finding bỏ qua { $count } phát hiện khác của các phiên này.
diagnose-sessions = { $count ->
    [1] phiên { $ids }
   *[other] các phiên { $ids }
}
diagnose-session = Phiên { $id }
diagnose-summary = { $errors } lỗi, { $warnings } cảnh báo, { $infos } ghi chú.
diagnose-md-title = Chẩn đoán FTP
diagnose-md-capture = { $path }: { $count } khung
diagnose-md-blocked = Những gì bị chặn
diagnose-md-blocked-intro = Gửi người quản trị tường lửa: các kết nối TCP sau đã được thử nhưng không kết nối nào được thiết lập. Mỗi dòng là điều mà một quy tắc phải cho qua; các cổng đã thông báo cho thấy dải cổng tối thiểu mà máy đích lắng nghe.
diagnose-md-source = Nguồn
diagnose-md-source-port = Cổng nguồn
diagnose-md-destination = Đích
diagnose-md-ports = Cổng đã thử
diagnose-md-announced = Cổng đã thông báo
diagnose-md-first = SYN đầu
diagnose-md-last = SYN cuối
diagnose-md-more = { $sessions ->
    [0] và { $count } mục nữa
    [1] và { $count } mục nữa, ở phiên { $ids }
   *[other] và { $count } mục nữa, ở các phiên { $ids }
}
diagnose-md-syns = Số SYN
diagnose-md-answer = Trả lời
diagnose-md-frames = Khung
diagnose-md-any = bất kỳ
diagnose-md-no-answer = không có
diagnose-md-advice = Việc cần làm:

## timeline-*: what a terminal shows beside the rows.

timeline-many-rows = { $rows } dòng không hiện ở đây: { $command }
timeline-folded = và { $rows } phân đoạn dữ liệu nữa, { $bytes } byte (--all-rows)
timeline-sum = chế độ { $mode }, { $complete }/{ $transfers } lần truyền trọn vẹn, { $findings } phát hiện

## list-*: sessions and transfers as tables, titles and the words of cells.

list-column-number = #
list-column-session = Phiên
list-column-start = Bắt đầu (UTC)
list-column-duration = Thời lượng
list-column-client = Máy khách
list-column-server = Máy chủ
list-column-user = Người dùng
list-column-login = Đăng nhập
list-column-mode = Chế độ
list-column-tls = TLS
list-column-transfers = Lần truyền
list-column-bytes = Byte
list-column-frames = Khung
list-column-command = Lệnh
list-column-path = Đường dẫn
list-column-lost = Thiếu
list-column-reply = Phản hồi
list-column-outcome = Kết quả
list-column-digest = Mã băm
list-column-known = Đã biết
list-login-accepted = chấp nhận
list-login-rejected = từ chối
list-login-none = không có
list-login-unknown = không rõ
list-mode-active = chủ động
list-mode-passive = bị động
list-mode-mixed = hỗn hợp
list-mode-none = không có
list-mode-unknown = không rõ
list-transfers = { $completed }/{ $all }
list-state-refused = bị từ chối
list-state-hidden = bị che
list-state-complete = trọn vẹn
list-state-gaps = thiếu byte
list-state-short = không đủ
list-state-unproven = chưa chứng minh
list-state-aborted = bị huỷ
list-state-failed = thất bại
list-state-unfinished = dở dang

## diff-*: what two captures do differently.

diff-good = tốt
diff-bad = lỗi
diff-capture = { $path }, { $sessions } phiên
diff-title = Những điểm khác nhau
diff-same = Không có gì khác nhau.
diff-pair = Phiên { $good } của bản tốt và phiên { $bad } của bản lỗi: { $who }
diff-first = trước hết
diff-then = sau đó
diff-frame = khung { $frame }
diff-change = { $what }: { $good } → { $bad }
diff-handshake = bắt tay của kênh điều khiển
diff-tls = TLS
diff-login = đăng nhập
diff-command-good = { $verb } chỉ được gửi trong bản tốt
diff-command-bad = { $verb } chỉ được gửi trong bản lỗi
diff-mode = chế độ
diff-finding-good = chỉ phát hiện trong bản tốt: { $id }: { $message }
diff-finding-bad = chỉ phát hiện trong bản lỗi: { $id }: { $message }
diff-reply = phản hồi cho { $verb }
diff-bytes = số byte của { $transfer }
diff-content = { $transfer } có cùng số byte nhưng nội dung khác
diff-duration = thời gian của { $transfer }
diff-wait = lần chờ phản hồi lâu nhất
diff-close = cách kênh điều khiển kết thúc
diff-greeting = lời chào
diff-none = không có
diff-more = Cặp này còn { $count } điểm khác nữa{ $place ->
    [json] : xem --format json
   *[none] {""}
}
diff-more-pairs = và { $count } cặp phiên nữa khác nhau{ $place ->
    [json] : xem --format json
   *[none] {""}
}
diff-others = { $count ->
    [1] 1 cặp phiên nữa bắt đầu khác nhau theo cùng một cách: phiên { $ids } của bản lỗi
   *[other] { $count } cặp phiên nữa bắt đầu khác nhau theo cùng một cách: các phiên { $ids } của bản lỗi
}
diff-alike = { $count } cặp phiên giống nhau.
diff-only-good = { $count ->
    [1] Chỉ có trong bản tốt: phiên { $ids }
   *[other] Chỉ có trong bản tốt: các phiên { $ids }
}
diff-only-bad = { $count ->
    [1] Chỉ có trong bản lỗi: phiên { $ids }
   *[other] Chỉ có trong bản lỗi: các phiên { $ids }
}

## transcript-*: what stands between the lines of a dialogue.

transcript-midstream = bản ghi gói tin bắt đầu giữa chừng phiên này
transcript-lost = { $bytes } byte của kênh điều khiển không có trong bản ghi gói tin
transcript-tls = từ khung { $frame } TLS che kênh điều khiển
transcript-tls-opened = từ khung { $frame } kênh điều khiển đi trong TLS, đã được giải mã nhờ các khoá của phiên
transcript-tls-ends = từ khung { $frame } lại là dạng văn bản thuần
transcript-tls-failed = bắt tay TLS thất bại ở khung { $frame }
transcript-tls-mismatch = khung { $frame }: một bên dùng TLS, bên kia dùng văn bản thuần
transcript-active = dữ liệu, chủ động: { $opener } → { $listener }, { $outcome }
transcript-passive = dữ liệu, bị động: { $opener } → { $listener }, { $outcome }
transcript-unknown = dữ liệu: { $opener } → { $listener }, { $outcome }
transcript-no-data = không có kênh dữ liệu, { $outcome }
transcript-closed = { $by } đóng kết nối
transcript-reset = { $by } ngắt kết nối bằng RST

## diagram-*: what arrows and lifelines say.

diagram-client = máy khách
diagram-silence = · · · im lặng { $seconds } giây · · ·
diagram-sessions = Phiên { $ids }
diagram-server = máy chủ
diagram-other = máy khác
diagram-other-server = máy chủ của phiên { $session }
diagram-data = dữ liệu { $number }
diagram-frame-head = khung
diagram-frame = khung { $frames }
diagram-frames = khung { $frames }
diagram-handshake = bắt tay ba bước
diagram-handshake-partial = bắt tay, chưa hoàn tất
diagram-piece = { $bytes } byte của một dòng
diagram-tls = TLS, { $bytes } byte
diagram-bytes = { $bytes } byte{ $segments ->
    [1] {""}
   *[other] {" "}trong { $segments } phân đoạn
}{ $again ->
    [0] {""}
   *[other] , gửi lại { $again } phân đoạn
}
diagram-bytes-tls = { $bytes } byte TLS{ $segments ->
    [1] {""}
   *[other] {" "}trong { $segments } phân đoạn
}{ $again ->
    [0] {""}
   *[other] , gửi lại { $again } phân đoạn
}
diagram-repeat = gửi lại { $bytes } byte
diagram-refusal = RST: từ chối
diagram-close = FIN: đóng
diagram-lines = { $count } dòng
diagram-more = còn { $count } mũi tên không vẽ ở đây; --session và --detail steps vẽ ít hơn
diagram-left-out = còn { $count } khung không vẽ; --session và --detail steps vẽ ít hơn
diagram-description = Các mũi tên giữa máy khách và máy chủ, theo thứ tự thời gian. Mũi tên mảnh thuộc kênh điều khiển, mũi tên đậm giữa hai làn nét đứt thuộc các kênh dữ liệu. Mỗi mũi tên có số khung và số giây kể từ khung đầu của bản ghi gói tin.

## party-*: who takes part in a session, as in "máy khách mở ...".

party-client = máy khách
party-server = máy chủ
party-other = một máy khác
party-other-server = máy chủ kia

## topic-*: titles of the steps of an explanation.

topic-control = Mở kênh điều khiển
topic-capture = Những gì bản ghi gói tin không có
topic-greeting = Lời chào
topic-login = Đăng nhập
topic-tls = Mã hoá
topic-commands = Chuẩn bị
topic-announcement = Thông báo địa chỉ và cổng cho kênh dữ liệu
topic-opening = Mở kênh dữ liệu
topic-overlap = Hai kênh hoạt động đồng thời
topic-request = Yêu cầu truyền
topic-start = Bắt đầu truyền
topic-data = Dữ liệu
topic-closing = Đóng kênh dữ liệu
topic-result = Kết quả
topic-again = Các lần tương tự
topic-abort = Lệnh ABOR
topic-unasked = Máy chủ tự gửi phản hồi
topic-quit = Kết thúc phiên (QUIT)
topic-end = Đóng kênh điều khiển
topic-summary = Tóm tắt

## explain-*: sentences of the steps, for learners. Frames are named so that a reader can look at them.

explain-session = Phiên { $id }
explain-summary = Tóm tắt
explain-no-session = Bản ghi gói tin này không có phiên FTP nào. Những gì có trong bản ghi:
explain-many = Bản ghi gói tin này có { $all } phiên. Các phiên được giải thích dưới đây ({ $told } phiên) đại diện cho tất cả; những phiên còn lại giống phiên nào được ghi ở cuối.
explain-like = Phiên { $session } còn đại diện cho { $count } phiên khác có cùng chế độ, kết quả và phát hiện: { $sessions }.
explain-untold = Còn { $count } phiên thuộc các loại khác: { $sessions }. Lệnh ftpscope explain --session N giải thích một phiên trong số đó.
explain-question = Hỏi: { $text }
explain-answer = Đáp: { $text }
explain-basis = xem { $basis }

explain-control = Máy khách { $client } mở kênh điều khiển tới máy chủ { $server } bằng bắt tay ba bước của TCP (three-way handshake): SYN (khung { $syn }), SYN+ACK (khung { $syn_ack }), ACK (khung { $ack }).
explain-control-brief = Máy khách { $client } mở kênh điều khiển tới máy chủ { $server } bằng bắt tay ba bước của TCP (three-way handshake).
explain-control-partial = Máy khách { $client } mở kênh điều khiển tới máy chủ { $server }, nhưng bản ghi gói tin chỉ có một phần của bắt tay ba bước.
explain-control-partial-frames = Phần thấy được: khung { $frames }.
explain-control-no-handshake = Bản ghi gói tin có kênh điều khiển từ máy khách { $client } tới máy chủ { $server } kể từ lời chào, nhưng không có bắt tay ba bước.
explain-control-missing = Bản ghi gói tin bắt đầu giữa chừng: kênh điều khiển từ máy khách { $client } tới máy chủ { $server } đã mở từ trước, nên không có bắt tay ba bước ở đây.
explain-control-missing-first = Khung đầu tiên của kênh này trong bản ghi gói tin là { $frame }; không thể biết trước đó hai bên đã trao đổi gì, có thể đã có cả đăng nhập.
explain-control-why = Mọi lệnh và phản hồi đều đi trên kênh này, còn nội dung tệp thì không bao giờ.
explain-syn-again = SYN được gửi { $times } lần: những lần đầu bị mất hoặc không được trả lời.
explain-control-port = Máy chủ lắng nghe ở cổng { $port } thay vì cổng 21 thông dụng.
explain-control-proxy = Máy khách đã nhờ một proxy mở đường tới máy chủ (HTTP CONNECT hoặc SOCKS): địa chỉ và cổng của kết nối này là của proxy.
explain-one-way-server = Bản ghi gói tin chỉ có chiều máy chủ gửi, thiếu chiều máy khách gửi. Chỉ biết các lệnh qua phản hồi.
explain-one-way-client = Bản ghi gói tin chỉ có chiều máy khách gửi, thiếu chiều máy chủ gửi. Không biết máy chủ đã trả lời gì.

explain-greeting = Máy chủ gửi lời chào trước: { $code } "{ $text }" (khung { $frame }).
explain-greeting-why = Trong FTP, máy khách chờ lời chào này rồi mới gửi lệnh.
explain-proxied = Một proxy mở kết nối này thay cho máy khách { $client }: phần đầu của giao thức PROXY ghi như vậy (khung { $frame }), trước mọi dữ liệu FTP. "Máy khách" ở đây chính là proxy đó.
explain-proxied-own = Một proxy tự mở kết nối này cho mình: phần đầu của giao thức PROXY ghi như vậy (khung { $frame }), trước mọi dữ liệu FTP, và không có tên máy khách nào.
explain-greeting-plain = Máy chủ gửi lời chào: { $code } "{ $text }" (khung { $frame }). Trong FTP, máy khách phải chờ lời chào; ở đây những byte đầu tiên của máy khách đến trước lời chào.
explain-greeting-late = Máy khách gửi trước máy chủ: "{ $line }" (khung { $command }) đến trước lời chào { $code } "{ $text }" (khung { $frame }). Trong FTP, máy khách phải chờ lời chào.
explain-greeting-wait = Máy chủ gửi trước và yêu cầu máy khách chờ: { $code } "{ $text }" (khung { $frame }).
explain-greeting-at-last = Sau đó máy chủ đã sẵn sàng: { $code } "{ $text }" (khung { $frame }).
explain-greeting-refused = Máy chủ từ chối phục vụ trước khi máy khách đăng nhập: { $code } "{ $text }" (khung { $frame }).
explain-greeting-missing = Bản ghi gói tin có bắt tay nhưng không có lời chào của máy chủ.
explain-unasked = Máy chủ gửi { $code } "{ $text }" (khung { $frame }) dù không có lệnh nào trước đó.
explain-unasked-empty = Máy khách đã gửi một dòng trống, và máy chủ trả lời dòng đó: { $code } "{ $text }" (khung { $frame }).
explain-unheard = Máy chủ trả lời { $code } "{ $text }" (khung { $frame }); lệnh tương ứng không có trong bản ghi gói tin.
explain-unasked-421 = Máy chủ tự kết thúc phiên: { $code } "{ $text }" (khung { $frame }).
explain-unasked-protected = Máy chủ gửi thêm một phản hồi nằm trong lớp bảo vệ: { $code } (khung { $frame }). Phản hồi này có thể kết thúc một thao tác mà phản hồi trước đã bắt đầu.
explain-unasked-more = Còn { $count } phản hồi như thế nữa.
explain-stray = Một dòng của máy chủ không phải là phản hồi: "{ $text }" (khung { $frame }).

explain-login-user = Máy khách gửi tên người dùng { $user } (USER, khung { $frame }).
explain-login-asked = Máy chủ yêu cầu mật khẩu: { $code } "{ $text }" (khung { $frame }).
explain-login-account-asked = Máy chủ yêu cầu thêm tài khoản (ACCT): { $code } "{ $text }" (khung { $frame }).
explain-login-password = Máy khách gửi mật khẩu (PASS, khung { $frame }) ở dạng văn bản thuần, không mã hoá: ai thấy các khung này đều đọc được.
explain-login-anonymous = Máy khách gửi một chuỗi tuỳ ý làm mật khẩu (PASS, khung { $frame }). Với người dùng ẩn danh (anonymous), máy chủ thường chấp nhận mọi chuỗi; theo thông lệ, người dùng gửi địa chỉ e-mail của mình.
explain-login-password-tls = Máy khách gửi mật khẩu (PASS, khung { $frame }) trong TLS: không có khoá thì không ai trên đường truyền đọc được.
explain-login-account = Máy khách gửi tài khoản (ACCT, khung { $frame }) ở dạng văn bản thuần, không mã hoá.
explain-login-account-tls = Máy khách gửi tài khoản (ACCT, khung { $frame }) trong TLS.
explain-login-accepted = Máy chủ chấp nhận: { $code } "{ $text }" (khung { $frame }). Người dùng đã đăng nhập.
explain-login-unfinished = Máy chủ yêu cầu thêm thông tin: { $code } "{ $text }" (khung { $frame }), nhưng máy khách không gửi.
explain-login-other = Máy chủ trả lời { $code } "{ $text }" (khung { $frame }).
explain-login-refused = Máy chủ từ chối: { $code } "{ $text }" (khung { $frame }). Đăng nhập không thành công.
explain-login-refused-once = Máy chủ từ chối: { $code } "{ $text }" (khung { $frame }).
explain-login-nothing = Máy khách gửi { $verb } (khung { $frame }) mà không có gì theo sau: { $kind ->
    [account] tài khoản (account) rỗng
   *[password] mật khẩu rỗng
}.
explain-login-unanswered = Sau đó không có phản hồi nào.
explain-login-more = Còn { $count } lần thử đăng nhập nữa; xem ftpscope transcript.

explain-auth = Máy khách yêu cầu mã hoá kênh điều khiển: "{ $line }" (khung { $frame }).
explain-auth-accepted = Máy chủ đồng ý: { $code } "{ $text }" (khung { $frame }).
explain-auth-unused = Tuy vậy TLS không bắt đầu: những gì theo sau vẫn là văn bản thuần, kể cả mật khẩu.
explain-auth-refused = Máy chủ từ chối: { $code } "{ $text }" (khung { $frame }). Mọi thứ về sau vẫn ở dạng văn bản thuần, kể cả mật khẩu.
explain-auth-refused-once = Máy chủ từ chối: { $code } "{ $text }" (khung { $frame }).
explain-tls = Ở khung { $frame }, bắt tay TLS bắt đầu trên kênh điều khiển.
explain-tls-implicit = TLS bắt đầu ngay từ byte đầu tiên (khung { $frame }), trước đó không có dòng FTP nào: FTPS ngầm định (implicit).
explain-tls-version = Máy khách và máy chủ thống nhất dùng { $version }.
explain-tls-hides = Từ đây kênh điều khiển được mã hoá: không đọc được tên người dùng, mật khẩu, lệnh và cổng được thông báo, và tường lửa hay NAT trên đường cũng không thể hỗ trợ. Kênh dữ liệu chỉ được nhận ra nhờ địa chỉ máy và thời điểm.
explain-tls-opened = Từ đây kênh điều khiển được mã hoá. Vì đã có khoá nên ở đây đọc được; trên đường truyền thì không ai đọc được, và tường lửa hay NAT trên đường cũng không thể mở các cổng được thông báo.
explain-tls-ends = Máy khách dừng mã hoá kênh điều khiển bằng CCC: từ khung { $frame }, kênh này trở lại dạng văn bản thuần để tường lửa và NAT đọc được cổng được thông báo.
explain-tls-broken = Từ khung { $frame } trở đi là văn bản thuần thay cho TLS, mà không có CCC hay close_notify kết thúc TLS. Phần này không được bảo vệ: bất kỳ ai trên đường truyền cũng có thể đã viết nó.
explain-tls-midstream = Khi bản ghi gói tin bắt đầu, kênh điều khiển đã được mã hoá bằng TLS (khung { $frame }).
explain-tls-unfinished = Bản ghi gói tin không cho thấy bắt tay TLS kết thúc thế nào. Không đọc được những gì trao đổi sau đó.
explain-tls-data = Ở khung { $frame }, bắt tay TLS bắt đầu trên một kênh dữ liệu.
explain-tls-failed-alert = Bắt tay thất bại: { $by } chấm dứt bằng cảnh báo TLS (alert) { $alert } (khung { $frame }).
explain-tls-failed-sealed = Bắt tay thất bại: { $by } chấm dứt bằng một cảnh báo TLS (alert) đã mã hoá (khung { $frame }), không có khoá thì không ai đọc được.
explain-tls-failed-reset = Bắt tay thất bại: { $by } ngắt kết nối bằng RST (khung { $frame }).
explain-tls-failed-reset-elsewhere = Bắt tay thất bại: kết nối bị ngắt bằng RST mang địa chỉ của { $by } (khung { $frame }), trong một gói có TTL khác mọi gói còn lại của bên đó: có thể một thiết bị trên đường đã gửi gói này.
explain-tls-failed-closed = Bắt tay thất bại: { $by } đóng kết nối (khung { $frame }).
explain-tls-failed-silent = Bắt tay thất bại: { $by } không trả lời, bên kia chờ mà không có kết quả (khung { $frame }).
explain-tls-mismatch = Hai bên không thống nhất trên kênh điều khiển: { $by } gửi văn bản thuần (khung { $clear }), còn bên kia gửi TLS (khung { $tls }).
explain-tls-mismatch-data = Hai bên không thống nhất trên một kênh dữ liệu: một bên gửi văn bản thuần (khung { $clear }), còn bên kia gửi TLS (khung { $tls }).
explain-tls-nothing = Không có gì được mã hoá.

explain-command = "{ $line }" (khung { $frame }): máy khách muốn { $purpose }.
explain-command-unknown = "{ $line }" (khung { $frame }): ftpscope không biết lệnh này.
explain-unknown-verb = làm một việc mà ftpscope không biết
explain-type-ascii = chọn kiểu dữ liệu văn bản (TYPE A)
explain-type-image = chọn kiểu dữ liệu nhị phân (TYPE I)
explain-type-ebcdic = chọn kiểu dữ liệu văn bản EBCDIC (TYPE E)
explain-type-local = chọn kiểu dữ liệu với byte có độ dài riêng (TYPE L)
explain-sets-time = đặt giờ sửa của một tệp
explain-means-size = kích thước tệp tính bằng byte
explain-means-time = lần cuối tệp được thay đổi, theo giờ UTC
explain-command-answered = Máy chủ trả lời { $code } "{ $text }" (khung { $frame }): { $means }.
explain-command-replied = Máy chủ trả lời { $code } "{ $text }" (khung { $frame }).
explain-fact-ascii = Từ đây tệp được truyền dưới dạng văn bản, mỗi dòng kết thúc bằng CR LF.
explain-fact-image = Từ đây tệp được truyền nguyên từng byte (nhị phân).
explain-fact-ebcdic = Từ đây tệp được truyền dưới dạng văn bản EBCDIC.
explain-fact-local = Từ đây tệp được truyền bằng byte có độ dài do máy khách chọn.
explain-fact-size = Vậy { $path } dài { $bytes } byte.
explain-fact-time = Vậy { $path } được sửa lần cuối vào { $time } UTC.
explain-fact-directory = Vậy thư mục hiện tại là { $path }.
explain-fact-cwd = Máy khách đang ở thư mục { $path }; các tên không kèm thư mục được hiểu là nằm ở đó.
explain-fact-rest = Lần truyền tiếp theo bắt đầu từ byte { $offset }.
explain-fact-prot-private = Từ đây kênh dữ liệu cũng được mã hoá.
explain-fact-prot-clear = Từ đây dữ liệu trên kênh dữ liệu được truyền ở dạng văn bản thuần, không mã hoá.
explain-command-refused = Máy chủ từ chối: { $code } "{ $text }" (khung { $frame }).
explain-command-protected = Máy chủ trả lời { $code } (khung { $frame }): phản hồi nằm trong lớp bảo vệ nên không đọc được nội dung.
explain-reply-unended = Máy chủ bắt đầu trả lời, { $code } "{ $text }" (khung { $frame }), nhưng sau đó không có dòng kết thúc, gồm { $code } và một dấu cách.
explain-greeting-unended = Máy chủ bắt đầu lời chào, { $code } "{ $text }" (khung { $frame }), nhưng sau đó không có dòng kết thúc, gồm { $code } và một dấu cách. Máy khách chờ dòng đó.
explain-reply-part = Máy chủ bắt đầu trả lời, { $code } "{ $text }" (khung { $frame }); phần cuối không có trong bản ghi gói tin, vì bản ghi này thiếu một số byte của cuộc trao đổi này.
explain-greeting-part = Máy chủ bắt đầu lời chào, { $code } "{ $text }" (khung { $frame }); phần cuối không có trong bản ghi gói tin, vì bản ghi này thiếu một số byte của cuộc trao đổi này.
explain-command-missed = Phản hồi cho lệnh này không có trong bản ghi gói tin, vì bản ghi này thiếu một số byte của cuộc trao đổi này.
explain-command-unanswered = Sau đó không có phản hồi nào.
explain-announces-nothing = Lẽ ra phản hồi này phải nêu cổng mà máy chủ lắng nghe, nhưng ở đây không đọc được cổng nào.
explain-commands-again = Còn { $count } lệnh thuộc các loại đã giải thích ở trên ({ $verbs }); xem ftpscope transcript --session { $session }.
explain-unseen-command = (không thấy được lệnh)

explain-announce-port = Máy khách báo cho máy chủ địa chỉ và cổng cần kết nối tới: "{ $line }" (khung { $frame }). Bốn số đầu là địa chỉ { $address }, hai số cuối là cổng.
explain-announce-eprt = Máy khách báo cho máy chủ địa chỉ và cổng cần kết nối tới: "{ $line }" (khung { $frame }). EPRT ghi loại địa chỉ (1 là IPv4, 2 là IPv6), địa chỉ { $address } và cổng { $port } dưới dạng chữ nên không phải tính gì.
explain-announce-lprt = Máy khách báo cho máy chủ địa chỉ và cổng cần kết nối tới: "{ $line }" (khung { $frame }). LPRT ghi phiên bản, độ dài và các byte của địa chỉ { $address } và của cổng.
explain-announce-pasv = Máy khách yêu cầu máy chủ lắng nghe: "{ $line }" (khung { $frame }). Máy chủ trả lời { $code } "{ $text }" (khung { $reply }). Bốn số đầu là địa chỉ { $address }, hai số cuối là cổng.
explain-announce-epsv = Máy khách yêu cầu máy chủ lắng nghe: "{ $line }" (khung { $frame }). Máy chủ trả lời { $code } "{ $text }" (khung { $reply }): cổng { $port }. Phản hồi này không có địa chỉ và không phải tính gì; máy khách kết nối tới chính địa chỉ máy chủ của kênh điều khiển.
explain-announce-lpsv = Máy khách yêu cầu máy chủ lắng nghe: "{ $line }" (khung { $frame }). Máy chủ trả lời { $code } "{ $text }" (khung { $reply }), với phiên bản, độ dài và các byte của địa chỉ { $address } và của cổng.
explain-announce-default = Không bên nào thông báo cổng trước "{ $line }" (khung { $frame }), nên dùng các cổng mặc định: máy chủ kết nối từ cổng { $server } (bằng cổng điều khiển trừ 1) tới cổng { $client } mà máy khách đã dùng để mở kênh điều khiển.
explain-announce-hidden = TLS che thông báo cổng. Kết nối này được xếp vào phiên nhờ địa chỉ máy và thời điểm.
explain-announce-protected = Thông báo cổng nằm trong lớp bảo vệ (ENC, MIC, CONF). Kết nối này được xếp vào phiên nhờ địa chỉ máy và thời điểm.
explain-announce-unseen = Bản ghi gói tin không có thông báo cổng cho kết nối này. Kết nối được xếp vào phiên nhờ địa chỉ máy và thời điểm.
explain-announce-unheard = Máy chủ thông báo nơi lắng nghe: { $code } "{ $text }" (khung { $frame }): cổng { $port }. Lệnh yêu cầu thông báo này không có trong bản ghi gói tin.
explain-arithmetic = Cổng gồm hai byte: { $high }*256 + { $low } = { $port }.
explain-announce-elsewhere = Đó không phải địa chỉ { $address } của { $by } trong bản ghi này: { $announced } là một máy khác, hoặc là địa chỉ của { $by } ở phía sau NAT.
explain-announce-proxied = Đó là địa chỉ của chính máy khách, được cho biết trong phần đầu PROXY; địa chỉ { $address } thấy ở đây là của proxy.
explain-announce-proxy = Ở giữa có proxy: bản ghi gói tin chỉ cho thấy địa chỉ { $address } của proxy, không cho thấy địa chỉ của máy chủ, có thể là { $announced }.
explain-announce-loopback = Đó không phải địa chỉ { $address } của { $by } trong bản ghi này: { $announced } là địa chỉ loopback, máy nào kết nối tới đó cũng chỉ tới chính mình.
explain-announce-translated = Đó là địa chỉ IPv4 của { $by }; ở đây { $by } có địa chỉ { $address } qua NAT64 (RFC 6052): chỉ số cổng có ý nghĩa, còn địa chỉ đó không dùng được trong mạng IPv6.
explain-announce-own = Chính máy khách đang lắng nghe ở cổng đó.
explain-announce-fxp = Đó không phải địa chỉ của { $by } mà của máy chủ kia, máy chủ của phiên { $session }.
explain-announce-any = Địa chỉ { $announced } có nghĩa là "bất kỳ địa chỉ nào của tôi": bên kia phải dùng địa chỉ { $address } đã biết.
explain-announce-accepted = Máy chủ chấp nhận: { $code } "{ $text }" (khung { $frame }).
explain-announce-rejected = Máy chủ từ chối: { $code } "{ $text }" (khung { $frame }). Vì vậy thông báo cổng này không có hiệu lực.
explain-announce-unanswered = Sau đó không có phản hồi nào.

explain-open = Bây giờ { $by } mở kênh dữ liệu { $opener } → { $listener }, với bắt tay ba bước riêng (khung { $frames }).
explain-open-refused-before = { $count ->
    [1] Gói SYN đầu tiên (khung { $first }) bị RST từ chối (khung { $last }) và được gửi lại.
   *[other] { $count } lần thử đầu bị RST từ chối (từ gói SYN ở khung { $first } đến gói RST ở khung { $last }).
}
explain-open-brief = Bây giờ { $by } mở kênh dữ liệu { $opener } → { $listener } (từ khung { $frame }).
explain-open-partial = { $by } mở kênh dữ liệu { $opener } → { $listener } (từ khung { $frame }); một phần bắt tay không có trong bản ghi gói tin.
explain-open-missing = Kênh dữ liệu { $opener } → { $listener } được thấy từ khung { $frame }; phần bắt tay không có trong bản ghi gói tin.
explain-open-unseen = Bản ghi gói tin không cho thấy bên nào đã mở kênh này.
explain-open-why = Kết nối này tới cổng { $port } vì cổng đó đã được báo ở khung { $frame }.
explain-open-fxp = Cả hai đầu đều là máy chủ: tệp đi thẳng từ máy chủ này sang máy chủ kia; máy khách chỉ ra lệnh, không tham gia truyền (FXP, xem phiên { $session }).
explain-open-third = Máy { $address } không phải máy khách, cũng không phải máy chủ của phiên này: máy chủ đã bị lợi dụng để kết nối tới máy thứ ba (FTP bounce).
explain-open-stranger = Kênh này do máy { $address } mở; máy đó không phải máy khách, cũng không phải máy chủ của phiên.
explain-open-nat = Địa chỉ được thông báo là { $announced }, nhưng kết nối đi tới { $listener }: ở giữa có NAT, hoặc bên kết nối đã bỏ qua địa chỉ được thông báo.
explain-open-half = Bên lắng nghe vẫn gửi lại SYN+ACK: ACK không tới được bên đó, nên kết nối chỉ mở ở một phía.
explain-open-unused = Không lần truyền nào dùng kênh này.
explain-port-usual = Máy chủ kết nối từ cổng { $port }, cổng dữ liệu của FTP.
explain-port-other = Máy chủ kết nối từ cổng { $port } chứ không phải cổng dữ liệu { $usual }, như nhiều máy chủ chạy không có đặc quyền.
explain-mode-active = Đây là chế độ chủ động (active): máy chủ mở kênh dữ liệu.
explain-mode-active-other = Ở chế độ chủ động (active), lẽ ra máy chủ mở kênh dữ liệu, nhưng ở đây một máy khác đã mở.
explain-mode-passive-other = Ở chế độ bị động (passive), lẽ ra máy khách mở kênh dữ liệu; ở đây máy chủ lại nhận kết nối của một máy khác.
explain-mode-passive = Đây là chế độ bị động (passive): máy khách mở kênh dữ liệu, còn máy chủ chỉ lắng nghe.
explain-port-client = Máy khách kết nối từ cổng { $port } do hệ điều hành của máy khách chọn; cổng dữ liệu { $usual } của máy chủ không được dùng.
explain-open-unanswered = { $by } thử mở kênh dữ liệu { $opener } → { $listener }: { $times ->
    [1] một gói SYN (khung { $frame })
   *[other] { $times } gói SYN (gói đầu ở khung { $frame }, gói cuối ở khung { $last })
}, nhưng không có trả lời.
explain-open-rejected = Nhưng { $router } báo qua ICMP (khung { $frame }): { $reason ->
    [prohibited] một quy tắc cấm kết nối này
    [network] không có đường tới mạng đó
    [host] máy đó không có mặt
   *[port] không có gì lắng nghe ở đó
}.
explain-open-unheard = { $by } thử mở kênh dữ liệu { $opener } → { $listener }: { $times ->
    [1] một gói SYN (khung { $frame })
   *[other] { $times } gói SYN (gói đầu ở khung { $frame }, gói cuối ở khung { $last })
}. Gói SYN nào cũng được trả lời bằng SYN+ACK, vậy mà SYN vẫn được gửi lại.
explain-unheard-why = Như vậy gói trả lời không đến nơi: gói này bị bỏ trên đường về bên gửi SYN, do tường lửa chỉ thấy một chiều hoặc do tuyến đường dẫn đi nơi khác.
explain-open-refused = { $by } thử mở kênh dữ liệu { $opener } → { $listener } (khung { $frame }) và bị RST từ chối (khung { $last }).
explain-open-never = { $endpoint } đã được thông báo, nhưng { $by } không thử kết nối tới đó.
explain-open-not-yet = Bản ghi gói tin kết thúc trước khi { $by } kết nối tới { $endpoint }.
explain-open-not-visible = Bản ghi gói tin không cho thấy { $by } có thử kết nối tới { $endpoint } hay không.
explain-open-loopback = Bản ghi gói tin không cho thấy kết nối tới { $endpoint }: ở đó { $by } kết nối tới chính mình, và không gói tin nào đi qua mạng.
explain-open-replaced = Không bên nào dùng { $endpoint }: thông báo cổng kế tiếp đã thay thế.
explain-open-not-captured = Một lần truyền đã dùng { $endpoint }, nhưng kênh dữ liệu của lần truyền đó không có trong bản ghi gói tin.
explain-open-proxy = Kênh dữ liệu tới { $endpoint } đi qua proxy, và ftpscope không theo dõi được trong đó.
explain-refused-why = Máy đích có trả lời, nhưng từ chối kết nối: không có chương trình nào lắng nghe ở cổng đó, hoặc một tường lửa trả lời thay.
explain-unanswered-active = Đây là biểu hiện điển hình của tường lửa hoặc NAT ở phía máy khách: thiết bị đó cho phép kết nối đi ra từ máy khách nhưng chặn kết nối đi vào từ máy chủ. Chế độ bị động (passive) tránh được điều này.
explain-unanswered-third = Máy ở địa chỉ đó không phải máy khách, cũng không phải máy chủ của phiên này: máy chủ đã bị lợi dụng để kết nối tới máy thứ ba (FTP bounce), và máy đó không cho kết nối vào.
explain-unanswered-inner = Nguyên nhân nằm ở địa chỉ: đó là địa chỉ của một mạng nội bộ phía sau NAT, từ bên ngoài không tới được. Đổi quy tắc tường lửa không giải quyết được; bên thông báo phải dùng một địa chỉ mà bên kia kết nối tới được.
explain-unanswered-passive = Đây là biểu hiện điển hình của tường lửa ở phía máy chủ: cổng mà máy chủ đã thông báo không mở từ bên ngoài.
explain-unanswered-elsewhere = Nguyên nhân có lẽ nằm ở địa chỉ: máy chủ đã thông báo một địa chỉ không phải của mình trong bản ghi này, và ở đó không có trả lời. Đó có thể là địa chỉ cũ của máy chủ, hoặc địa chỉ chỉ tới được từ một mạng khác.
explain-other-port-why = Không bên nào thông báo cổng này{ $swapped ->
    [yes] {""}: { $port } là { $announced } với hai số bị đảo thứ tự, do bên kết nối lấy số thứ hai làm số cao
   *[no] , cổng được thông báo là { $announced }. Phần mềm đọc sai thông báo, hoặc được cài sẵn một cổng cố định, gây ra điều này
}.
explain-stray-why = TLS che thông báo, nhưng đây không phải việc khác của máy khách: lần thử đến ngay sau một phản hồi và máy khách không làm gì khác trong lúc đó. Rất có thể đây là địa chỉ mà máy chủ đã thông báo, trong khi máy chủ có địa chỉ { $address } trong bản ghi này; khi có TLS, không NAT nào sửa được thông báo.

explain-overlap-before-reply = Máy chủ không chờ: ngay sau khi đọc thông báo cổng, máy chủ gửi SYN (khung { $syn }), rồi mới gửi { $code } (khung { $reply }). Bắt tay hoàn tất ở khung { $ack } trên kênh dữ liệu, trong khi trao đổi lệnh vẫn tiếp diễn trên kênh điều khiển.
explain-overlap-early-syn = Trong bản ghi gói tin, SYN (khung { $syn }) đứng trước dòng thông báo cổng đích của chính SYN đó (khung { $frame }): đây là hai kết nối riêng, không có gì bảo đảm thứ tự giữa chúng.
explain-overlap-open = Kênh dữ liệu đã mở (khung { $ack }) trước khi { $verb } được gửi (khung { $frame }, sau đó { $seconds } giây).
explain-overlap-waits = Kênh dữ liệu đã mở (khung { $ack }) và chờ { $seconds } giây cho tới khi { $verb } bắt đầu (khung { $frame }): chỉ mở kết nối thì chưa có byte nào được truyền; phải có lệnh truyền.
explain-overlap-early-data = Những byte đầu tiên (khung { $frame }) đến trước { $code } (khung { $reply }): kênh dữ liệu không chờ kênh điều khiển.
explain-overlap-late-upload = Phản hồi { $code } (khung { $reply }) đến trước những byte cuối cùng mà máy khách gửi (khung { $frame }): nếu không chỉ là gửi lại thì các byte đó chưa được xác nhận.
explain-overlap-late-data = { $code } (khung { $reply }) đến trước những byte cuối cùng (khung { $frame }): chương trình nào dừng lại khi có phản hồi sẽ mất phần cuối của tệp.

explain-request = "{ $line }" (khung { $frame }): máy khách muốn { $purpose }.
explain-request-waits = Máy chủ chưa trả lời ngay mà chờ kênh dữ liệu (khung { $reply }).
explain-request-pieces = Dòng này đến thành nhiều phần, từ khung { $first } đến khung { $last } trong { $seconds } giây: chỉ khi có ký tự xuống dòng thì mới thành lệnh.
explain-request-typed = Dòng này đến thành nhiều phần, từ khung { $first } đến khung { $last } trong { $seconds } giây, như khi có người gõ phím: chỉ khi có ký tự xuống dòng thì mới thành lệnh.
explain-request-offset = Lần truyền bắt đầu từ byte { $offset } của tệp (REST): phần trước byte đó không được gửi.
explain-request-hidden = TLS che tên tệp hay danh sách được yêu cầu.
explain-request-protected = Tệp hay danh sách được yêu cầu nằm trong lớp bảo vệ (ENC, MIC, CONF).
explain-request-unseen = Lệnh yêu cầu lần truyền này không có trong bản ghi gói tin.
explain-request-unheard = Lệnh yêu cầu lần truyền này không có trong bản ghi gói tin. Máy chủ bắt đầu: { $code } "{ $text }" (khung { $frame }).
explain-start-125 = Máy chủ trả lời { $code } (khung { $frame }): kênh dữ liệu đã mở sẵn, bắt đầu truyền.
explain-start-150 = Máy chủ trả lời { $code } "{ $text }" (khung { $frame }): sắp bắt đầu truyền.
explain-start-at-once = Máy chủ trả lời { $code } "{ $text }" (khung { $frame }) mà không báo trước rằng sắp truyền.
explain-start-425 = Máy chủ trả lời { $code } "{ $text }" (khung { $frame }): không có kênh dữ liệu thì không truyền được.
explain-start-refused = Máy chủ từ chối: { $code } "{ $text }" (khung { $frame }). Không byte nào được truyền.

explain-data = { $by } gửi { $bytes } byte cho { $to } qua kênh dữ liệu, { $src } → { $dst }, trong { $segments ->
    [1] một phân đoạn TCP (khung { $first })
   *[other] { $segments } phân đoạn TCP (khung { $first } đến { $last })
}.
explain-data-opened = { $by } gửi { $bytes } byte cho { $to } qua kênh dữ liệu, { $src } → { $dst } (khung { $first } đến { $last }). Trên đường truyền, các byte này đi trong TLS; vì đã có khoá nên đọc được nội dung.
explain-data-encrypted = { $by } gửi { $bytes } byte TLS cho { $to } qua kênh dữ liệu, { $src } → { $dst } (khung { $first } đến { $last }). Không thấy được tệp có bao nhiêu byte.
explain-data-handshake = { $by } gửi { $bytes } byte TLS cho { $to } qua kênh dữ liệu, { $src } → { $dst } (khung { $first } đến { $last }): đó là phần bắt tay TLS, không có byte nào của tệp.
explain-data-parallel = { $by } gửi { $bytes } byte cho { $to } qua { $connections } kênh dữ liệu cùng lúc; kênh đầu tiên là { $src } → { $dst } (khung { $first } đến { $last }).
explain-data-parallel-shared = { $by } gửi { $bytes } byte cho { $to } qua { $connections } kênh dữ liệu cùng lúc; các kênh này còn dùng cho các lần truyền khác, một trong số đó là { $src } → { $dst }.
explain-data-shared = { $by } gửi { $bytes } byte cho { $to } qua kênh dữ liệu { $src } → { $dst }; kênh này còn dùng cho các lần truyền khác.
explain-data-none = Kênh dữ liệu không có byte nào: tệp hay danh sách rỗng, hoặc lần truyền thất bại.
explain-data-unseen = { $bytes } byte đã đi qua kênh dữ liệu, { $src } → { $dst }, nhưng không byte nào có trong bản ghi gói tin.
explain-data-lost = { $bytes } byte trong đó không có trong bản ghi gói tin.
explain-data-lost-on-path = { $bytes } byte trong đó mất trên đường truyền: bên nhận không nhận được.
explain-data-again = Có { $count } phân đoạn chỉ mang những byte đã thấy trước đó: TCP gửi lại (retransmission) vì các byte này, hoặc xác nhận (ACK) của chúng, dường như đã mất. Ở đây mỗi byte chỉ được đếm một lần.
explain-data-late = Có { $count } phân đoạn đến muộn hơn những phân đoạn có số thứ tự lớn hơn (out of order); bên nhận sắp xếp lại các byte theo số thứ tự (sequence number).
explain-data-decoded = Nội dung tệp được đóng gói khi truyền; sau khi bỏ lớp đóng gói, tệp có { $bytes } byte.

explain-close-sender = { $by } đóng kênh dữ liệu bằng FIN (khung { $frame }).
explain-close-sender-why = Ở chế độ dòng (stream mode), FIN chính là dấu kết thúc tệp; trên kênh này không có dấu nào khác.
explain-close-early = { $by }, bên sẽ nhận, đóng chiều gửi của mình bằng FIN (khung { $frame }) trước khi việc truyền được yêu cầu; chiều kia vẫn mở.
explain-close-receiver = { $by }, bên nhận, đóng trước bằng FIN (khung { $frame }): bên nhận không cần thêm dữ liệu của tệp.
explain-close-half = { $by } đóng chiều của mình trên kênh dữ liệu bằng FIN (khung { $frame }). Chiều kia không có trong bản ghi gói tin.
explain-close-first = { $by }, bên nhận, đóng trước bằng FIN (khung { $frame }); dù vậy máy chủ vẫn báo đã truyền xong.
explain-close-cut = { $by } đóng kênh dữ liệu bằng FIN (khung { $frame }). Với bên nhận, đó trông như cuối tệp; chỉ phản hồi mới cho biết tệp chưa trọn vẹn.
explain-close-not-kept = { $by } đóng kênh dữ liệu bằng FIN (khung { $frame }): đây là chỗ kết thúc tệp. Toàn bộ tệp đã được gửi; chỉ phản hồi mới cho biết máy chủ không lưu tệp.
explain-close-unmarked = { $by } đóng kênh dữ liệu bằng FIN (khung { $frame }). Ở chế độ này, một dấu trong dữ liệu mới kết thúc tệp, và ở đây không có dấu đó: FIN không phải là kết thúc tệp.
explain-close-framed = { $by } đóng kênh dữ liệu bằng FIN (khung { $frame }). Dấu kết thúc tệp đã nằm trong dữ liệu.
explain-close-other = Bên kia cũng đóng (khung { $frame }).
explain-close-plain = { $by } đóng kênh dữ liệu bằng FIN (khung { $frame }).
explain-close-reset = { $by } ngắt kênh dữ liệu bằng RST (khung { $frame }): đó không phải cách kết thúc bình thường của một tệp.
explain-close-reset-plain = { $by } ngắt kênh dữ liệu bằng RST (khung { $frame }).
explain-close-open = Trong bản ghi gói tin này, kênh dữ liệu không được đóng (khung cuối của kênh là { $frame }).

explain-result-done = Trên kênh điều khiển, máy chủ gửi { $code } "{ $text }" (khung { $frame }).
explain-result-aborted = Máy chủ báo việc truyền đã bị huỷ: { $code } "{ $text }" (khung { $frame }).
explain-result-failed = Máy chủ báo thất bại: { $code } "{ $text }" (khung { $frame }).
explain-result-unsaid = Máy chủ không cho biết kết quả của lần truyền: { $seconds } giây sau khi dữ liệu kết thúc, máy chủ kết thúc phiên, { $code } "{ $text }" (khung { $frame }).
explain-result-none = Sau đó không có phản hồi cuối cho lần truyền này.
explain-result-sealed = Phản hồi của máy chủ về kết quả nằm trong TLS và không giải mã được.
explain-result-missed = Phản hồi cuối về lần truyền này không có trong bản ghi gói tin, vì bản ghi này thiếu một số byte của cuộc trao đổi này.
explain-result-unheard = Phản hồi của máy chủ về kết quả không có trong bản ghi gói tin.
explain-result-bytes-unseen = Dữ liệu máy khách đã gửi không có trong bản ghi gói tin, nên không thể biết tệp có đầy đủ hay không.
explain-result-complete = Mọi thứ khớp nhau: không thiếu byte nào, dấu kết thúc tệp đã có, máy chủ xác nhận.
explain-result-mended = Cuối cùng mọi thứ khớp nhau, dù đường truyền có lỗi: TCP đã gửi lại hoặc sắp xếp lại các phân đoạn, nên không thiếu byte nào, dấu kết thúc tệp đã có, máy chủ xác nhận.
explain-result-more = Không thiếu byte nào, dấu kết thúc tệp đã có, máy chủ xác nhận; nhưng số byte đã đến nhiều hơn { $expected } byte mà máy chủ báo.
explain-result-nothing-stored = Không thiếu byte nào, dấu kết thúc đã có, máy chủ xác nhận; nhưng không có byte nào: máy khách không gửi gì, và tệp trên máy chủ là tệp rỗng. Nếu tệp ở máy khách không rỗng, hãy tìm nguyên nhân ở đó.
explain-result-left-out = Không thiếu byte nào, dấu kết thúc đã có, máy chủ xác nhận; nhưng máy chủ cho biết đã bỏ bớt một phần thư mục.
explain-result-truncated = Trên đường truyền không thiếu byte nào, dấu kết thúc đã có, máy chủ xác nhận; nhưng máy chủ cho biết không giữ lại toàn bộ.
explain-result-not-read = Không thiếu byte nào và dấu kết thúc đã có; nhưng lời văn của phản hồi cho biết máy chủ không đọc được thư mục, nên danh sách trống không cho biết trong thư mục có gì.
explain-result-joined = Mọi thứ khớp nhau: các khối của { $connections } kênh dữ liệu ghép lại thành tệp trọn vẹn, số kênh kết thúc đúng như bên gửi đã báo, và máy chủ xác nhận.
explain-result-unproven = Máy chủ xác nhận, nhưng bản ghi gói tin không chứng minh được rằng tệp trọn vẹn.
explain-incomplete-missing-bytes = Thiếu { $bytes } byte.
explain-incomplete-no-beginning = Phần đầu của kênh dữ liệu không có trong bản ghi gói tin.
explain-incomplete-no-end = Bản ghi gói tin không cho thấy bên gửi đã kết thúc tệp.
explain-incomplete-undecodable = Những gì truyền đến không đúng dạng của chế độ truyền đang dùng, nên không thể ghép thành tệp.
explain-incomplete-reset = Kênh dữ liệu bị ngắt bằng RST trước khi bên gửi kết thúc tệp.
explain-incomplete-no-2yz = Không chắc phản hồi này thuộc về lần truyền này.
explain-incomplete-receiver-left = Máy khách đã đóng cả hai kênh trước phản hồi này: phần máy chủ còn phải gửi thì không bên nào nhận.
explain-incomplete-confirmed-early = Máy chủ trả lời như vậy khi máy khách chưa gửi byte nào, rồi ngắt kênh dữ liệu bằng RST: máy chủ đã coi một kết nối khác là kênh dữ liệu của lần tải lên này.
explain-incomplete-client-left = Máy khách đã ngắt kết nối trước phản hồi này, nên máy chủ có thể đã coi phần nhận được đến lúc đó là toàn bộ tệp.
explain-incomplete-short = Chỉ có { $bytes } byte đến nơi, trong khi máy chủ báo { $expected } byte.
explain-incomplete-stored = Đã gửi { $bytes } byte, nhưng sau đó máy chủ báo chỉ có { $expected } byte trong số đó.
explain-incomplete-copies-differ = Một số byte được gửi hai lần với nội dung khác nhau; không biết bên nhận đã giữ bản nào.
explain-incomplete-acknowledged = Bên nhận đã xác nhận (ACK) quá điểm kết thúc (FIN) của bên gửi, hoặc có dữ liệu nằm sau điểm đó.
explain-incomplete-sealed-records = Không giải mã được mọi bản ghi TLS (record) của lần truyền này.
explain-incomplete-inferred = Kênh dữ liệu được xếp vào phiên này chỉ do suy luận.

explain-again = "{ $line }": { $opener } → { $listener } (khung { $frame }), { $bytes } byte, { $outcome } ({ $code }).
explain-again-tried = "{ $line }": đã thử mở { $opener } → { $listener } nhưng không được (khung { $frame }), { $outcome } ({ $code }).
explain-again-hidden = Thêm một kênh dữ liệu: { $opener } → { $listener } (khung { $frame }), { $bytes } byte, { $outcome }.
explain-again-without = "{ $line }" (khung { $frame }): { $outcome } ({ $code }).
explain-transfers-again = Còn { $count } lần truyền thuộc các loại đã giải thích ở trên, { $good } lần hoàn tất, tổng cộng { $bytes } byte; xem ftpscope transfers --session { $session }.
explain-offers-again = Còn { $count } thông báo cổng cùng loại với kết quả như vậy; xem ftpscope sessions --session { $session } --format json.

explain-abort-open = Máy chủ trả lời ABOR: { $code } "{ $text }" (khung { $frame }). Sau ABOR, mã đó nghĩa là: không có lần truyền nào đang chạy.
explain-abort-closed = Máy chủ trả lời ABOR: { $code } "{ $text }" (khung { $frame }). Sau ABOR, mã đó nghĩa là: lệnh huỷ đã được xử lý và kênh dữ liệu đã đóng; mã đó không có nghĩa là tệp đã được truyền xong.
explain-abort-answered = Máy chủ trả lời ABOR: { $code } "{ $text }" (khung { $frame }).
explain-abort = Máy khách gửi ABOR (khung { $frame }), lệnh huỷ lần truyền nếu còn đang chạy.
explain-quit = Máy khách kết thúc phiên (QUIT, khung { $frame }), và máy chủ chào tạm biệt bằng { $code } (khung { $reply }).
explain-quit-unanswered = Máy khách kết thúc phiên (QUIT, khung { $frame }); sau đó không có phản hồi nào.
explain-quit-unheard = Máy khách kết thúc phiên (QUIT, khung { $frame }).
explain-end-fin = { $by } đóng kênh điều khiển bằng FIN (khung { $frame }): phiên kết thúc.
explain-end-fin-other = Sau đó { $by } cũng đóng chiều của mình (khung { $frame }).
explain-end-half = FIN của bên kia không có trong bản ghi gói tin.
explain-end-fin-reset = Tiếp theo là một RST (khung { $frame }).
explain-end-reset = Kênh điều khiển bị { $by } ngắt bằng RST (khung { $frame }): phiên không kết thúc bình thường.
explain-end-reset-elsewhere = Kênh điều khiển bị ngắt bằng RST mang địa chỉ của { $by } (khung { $frame }), trong một gói có TTL khác mọi gói còn lại của bên đó: có thể một thiết bị trên đường đã gửi gói này.
explain-end-unseen = Kênh điều khiển kết thúc.
explain-end-open-now = Bản ghi gói tin kết thúc tại đây (khung { $frame }), và kênh điều khiển vẫn còn mở.
explain-end-open = Bản ghi gói tin kết thúc { $seconds } giây sau khung cuối của kênh điều khiển ({ $frame }), và kênh vẫn còn mở.
explain-result-restart = Không thiếu byte nào, dấu kết thúc tệp đã có, máy chủ xác nhận; nhưng máy chủ truyền từ byte đầu tiên dù đã chấp nhận REST { $offset }: máy khách nào ghi nối thêm sẽ có những byte đó hai lần.

## ask-*: câu hỏi của người học ở một bước, và đáp án (-answer) với cùng các giá trị.

ask-client-port = Vì sao cổng của máy khách là { $port } chứ không phải một số dễ nhớ?
ask-client-port-answer = Không ai cần biết trước số này. Hệ điều hành của máy khách chọn một cổng còn trống cho mỗi kết nối; chỉ cổng của máy chủ phải được biết trước.
ask-greeting = Vì sao máy khách không gửi ngay tên người dùng?
ask-greeting-answer = Máy khách phải biết máy chủ đã sẵn sàng chưa: nếu là 120 hoặc 421 thay vì { $code } thì phải chờ, hoặc lúc này chưa được phục vụ.
ask-intermediate = Nhận được { $code } thì đã đăng nhập xong chưa?
ask-intermediate-answer = Chưa. Mã bắt đầu bằng 3 có nghĩa là: đến đây được chấp nhận, và cần thêm một lệnh nữa.
ask-refused-login = Sai tên người dùng hay sai mật khẩu?
ask-refused-login-answer = Mã { $code } cố ý không cho biết: nếu cho biết, kẻ tấn công có thể thử từng tên cho đến khi đúng.
ask-under-tls = Người khác vẫn thấy được những gì?
ask-under-tls-answer = Địa chỉ, cổng, thời điểm và số byte. Không thấy được tên, mật khẩu và nội dung.
ask-type-image = Nếu dùng TYPE A thì một tệp ảnh sẽ ra sao?
ask-type-image-answer = Những byte trông giống ký tự xuống dòng sẽ bị đổi, và ảnh sẽ hỏng.
ask-type-ascii = Với TYPE A, một tệp ảnh sẽ ra sao?
ask-type-ascii-answer = Những byte trông giống ký tự xuống dòng có thể bị đổi, và ảnh sẽ hỏng. Ảnh và tệp nén cần TYPE I.
ask-rest = REST có truyền gì không?
ask-rest-answer = Không. Lệnh này chỉ cho biết lần truyền tiếp theo bắt đầu từ đâu, và 350 chờ lệnh truyền đó.
ask-announce-port = Vì sao phải thông báo số cổng?
ask-announce-port-answer = Máy khách lắng nghe ở một cổng còn trống, { $port }, vừa được hệ điều hành chọn. Máy chủ chỉ biết cổng đó nhờ dòng này.
ask-announce-pasv = Máy chủ đã lắng nghe ở cổng { $control }. Vì sao cần thêm một cổng?
ask-announce-pasv-answer = Cổng { $control } dành cho kênh điều khiển. Nhờ cổng riêng { $port }, máy chủ biết kênh dữ liệu thuộc phiên nào.
ask-epsv = Máy khách biết địa chỉ bằng cách nào?
ask-epsv-answer = Đó là địa chỉ máy chủ của kênh điều khiển. Vì 229 không chứa địa chỉ nên NAT không làm sai được, và dùng được cả với IPv6.
ask-eprt = Vì sao dùng EPRT mà không dùng PORT?
ask-eprt-answer = PORT chỉ đủ chỗ cho bốn byte của địa chỉ IPv4. EPRT viết địa chỉ và cổng dưới dạng chữ nên chứa được cả IPv6.
ask-port-usual = Vì sao là cổng { $usual }?
ask-port-usual-answer = RFC 959 quy định máy chủ gửi từ cổng liền trước cổng điều khiển: với cổng điều khiển 21, đó là cổng 21 − 1 = 20. Tường lửa có thể nhận ra dữ liệu FTP nhờ cổng này, nhưng đó chỉ là dấu hiệu chứ không phải bằng chứng: chương trình khác cũng có thể gửi từ cổng 20.
ask-port-other = Vì sao ở đây máy chủ không dùng cổng { $usual }?
ask-port-other-answer = Trên nhiều hệ điều hành, chỉ chương trình có đặc quyền mới được dùng các cổng dưới 1024. Máy chủ đã bỏ đặc quyền sẽ kết nối từ một cổng còn trống, ở đây là { $port }.
ask-port-passive = Vì sao ở đây máy chủ không dùng cổng { $usual }?
ask-port-passive-answer = Cổng { $usual } là cổng mà máy chủ dùng để mở kết nối. Ở chế độ bị động, máy chủ không mở kết nối nào mà chỉ lắng nghe, ở đây là cổng { $port }.
ask-silence = Không trả lời có phải là từ chối không?
ask-silence-answer = Không. Máy từ chối sẽ gửi RST ngay. Ở đây không có gì quay lại, nên TCP gửi lại SYN, mỗi lần chờ lâu hơn.
ask-rst = Đó có phải là tường lửa không?
ask-rst-answer = Nhiều khả năng là không có chương trình nào lắng nghe ở cổng đó. Đa số tường lửa không trả lời gì, và SYN được gửi lại nhiều lần.
ask-overlap = SYN đến trước phản hồi có phải là lỗi không?
ask-overlap-answer = Không. Kênh điều khiển và kênh dữ liệu là hai kết nối TCP riêng, không có gì quy định thứ tự giữa các khung của hai kênh.
ask-125 = Vì sao là 125 mà không phải 150?
ask-125-answer = 125 cho biết kênh dữ liệu đã mở; 150 cho biết kênh sắp được mở. Nhiều máy chủ gửi 150 trong cả hai trường hợp.
ask-150 = Nhận được 150 thì lệnh đã xong chưa?
ask-150-answer = Chưa. Mã bắt đầu bằng 1 báo rằng còn một phản hồi nữa: kết quả, sau khi dữ liệu đã được truyền.
ask-file-name = Tên tệp nằm ở đâu trong các byte này?
ask-file-name-answer = Không nằm ở đâu cả. Tên tệp ở trong lệnh, trên kênh điều khiển; kênh dữ liệu chỉ chứa nội dung.
ask-end-of-file = Bên nhận dựa vào đâu để biết tệp đã hết, chứ không phải chỉ tạm dừng?
ask-end-of-file-answer = Nhờ FIN. Vì vậy ở chế độ dòng (stream mode), mỗi tệp cần một kênh dữ liệu riêng.
ask-two-proofs = FIN đã đánh dấu cuối tệp. Vậy { $code } để làm gì?
ask-two-proofs-answer = Một chương trình bị lỗi và dừng đột ngột cũng đóng các kết nối của mình. Chỉ { $code } mới cho biết máy chủ coi lần truyền là thành công.
ask-late-refusal = Vì sao { $code } đến muộn như vậy?
ask-late-refusal-answer = SYN đã được gửi nhiều lần, sau mỗi lần đều phải chờ. Máy chủ chỉ bỏ cuộc khi mọi lần đều không có trả lời.
ask-abort = Vì sao ABOR có thể có hai phản hồi?
ask-abort-answer = Một phản hồi kết thúc lần truyền (426, nếu còn đang chạy), phản hồi kia trả lời chính lệnh ABOR (225 hoặc 226).
ask-quit = Nếu không có QUIT thì phiên có kết thúc không?
ask-quit-answer = Có, ngay khi một bên đóng kết nối. Với QUIT, máy chủ hoàn tất lần truyền đang chạy rồi mới đóng.
ask-two-fins = Vì sao mỗi bên đều gửi FIN?
ask-two-fins-answer = TCP đóng từng chiều riêng: FIN chỉ cho biết bên gửi không còn gì để gửi.

## sum-*: the points of an explanation's summary.

sum-control = Kênh điều khiển: do máy khách mở, { $client } → { $server }.
sum-control-unseen = Kênh điều khiển: { $client } → { $server }; lúc mở kênh không có trong bản ghi gói tin.
sum-login-accepted = Đăng nhập: { $user } đăng nhập thành công.
sum-login-accepted-unseen = Đăng nhập: thành công, nhưng tên người dùng không có trong bản ghi gói tin.
sum-login-rejected = Đăng nhập: { $user } bị từ chối.
sum-login-rejected-unseen = Đăng nhập: bị từ chối, và tên người dùng không có trong bản ghi gói tin.
sum-login-none = Đăng nhập: không có lần nào.
sum-login-none-yet = Đăng nhập: chưa diễn ra khi bản ghi gói tin kết thúc.
sum-login-none-named = Đăng nhập: { $user } chưa hoàn tất đăng nhập.
sum-login-unknown = Đăng nhập: bản ghi gói tin không cho thấy.
sum-login-unknown-named = Đăng nhập: { $user } đã thử, nhưng bản ghi gói tin không có phản hồi.
sum-tls-explicit = Mã hoá: TLS trên kênh điều khiển, sau AUTH.
sum-tls-midstream = Mã hoá: TLS trên kênh điều khiển, có từ trước khi bản ghi gói tin bắt đầu.
sum-tls-implicit = Mã hoá: TLS trên kênh điều khiển, ngay từ byte đầu.
sum-tls-failed = Mã hoá: TLS được bắt đầu trên kênh điều khiển nhưng thất bại.
sum-tls-mismatch = Mã hoá: không có; trên kênh điều khiển một bên dùng TLS, bên kia dùng văn bản thuần.
sum-data-none = Kênh dữ liệu: không kênh nào được thiết lập.
sum-data-not-captured = Kênh dữ liệu: không kênh nào có trong bản ghi gói tin.
sum-data-server = Kênh dữ liệu: { $server } kênh, do máy chủ mở.
sum-data-client = Kênh dữ liệu: { $client } kênh, do máy khách mở.
sum-data-mixed = Kênh dữ liệu: { $server } kênh do máy chủ mở, { $client } kênh do máy khách mở.
sum-data-other = Kênh dữ liệu: { $other } kênh do một máy khác mở{ $server ->
    [0] {""}
   *[other] , { $server } do máy chủ
}{ $client ->
    [0] {""}
   *[other] , { $client } do máy khách
}.
sum-data-unseen = Có { $count } kênh dữ liệu mà bản ghi gói tin không cho thấy bên nào đã mở.
sum-data-fxp = Kênh dữ liệu: { $count } kênh giữa hai máy chủ (FXP). Máy khách chỉ ra lệnh và không thấy byte nào của tệp.
sum-mode-active = Chế độ của phiên: chủ động (active), máy chủ mở các kênh dữ liệu.
sum-mode-active-in-vain = Chế độ của phiên: chủ động (active), máy chủ phải mở các kênh dữ liệu nhưng không mở được.
sum-mode-passive-in-vain = Chế độ của phiên: bị động (passive), máy khách phải mở các kênh dữ liệu nhưng không mở được.
sum-mode-passive = Chế độ của phiên: bị động (passive), máy khách mở các kênh dữ liệu.
sum-mode-passive-fxp = Chế độ của phiên: bị động (passive), máy chủ lắng nghe và máy chủ kia mở các kênh dữ liệu.
sum-mode-mixed = Chế độ của phiên: hỗn hợp, có lần truyền chủ động và có lần bị động.
sum-mode-none = Chế độ của phiên: không có, vì không có kênh dữ liệu nào được thử mở.
sum-mode-unknown = Chế độ của phiên: không rõ, bản ghi gói tin không cho thấy bên nào mở các kênh dữ liệu.
sum-port-used = Có { $count } kênh dữ liệu dùng cổng { $port } (cổng dữ liệu của máy chủ).
sum-port-unused = Không kênh dữ liệu nào dùng cổng { $port } (cổng dữ liệu của máy chủ): chế độ bị động không bao giờ dùng cổng này.
sum-port-other = Không kênh dữ liệu nào dùng cổng { $port } (cổng dữ liệu của máy chủ): máy chủ này mở kênh dữ liệu từ các cổng khác.
sum-firewall-active = Tường lửa: ở chế độ chủ động, máy chủ phải kết nối được tới một cổng của máy khách, và cổng này thay đổi theo từng lần truyền. Tường lửa hoặc NAT ở phía máy khách sẽ chặn, trừ khi thiết bị theo dõi kênh điều khiển và tự mở cổng (FTP helper/ALG).
sum-firewall-passive = Tường lửa: ở chế độ bị động, mọi kết nối đều do máy khách mở, nên tường lửa và NAT ở phía máy khách cho qua. Ở phía máy chủ, các cổng bị động phải được mở.
sum-firewall-mixed = Tường lửa: các lần truyền chủ động cần kết nối đi vào máy khách, các lần bị động chỉ cần kết nối đi ra. Sau tường lửa hoặc NAT ở phía máy khách, các lần chủ động sẽ thất bại.
sum-firewall-blocked = Tường lửa: { $count } kênh dữ liệu đã được thử mở mà không có trả lời. Kênh điều khiển hoạt động còn kênh dữ liệu thì không: đó là dấu hiệu của tường lửa hoặc NAT trên đường.
sum-firewall-inner = Tường lửa: { $count } kênh dữ liệu đã được thử mở mà không có trả lời. Địa chỉ được thông báo thuộc một mạng nội bộ, nên đổi quy tắc tường lửa cũng không kết nối được.
sum-firewall-elsewhere = Tường lửa: { $count } kênh dữ liệu đã được thử mở mà không có trả lời. Địa chỉ được thông báo không phải địa chỉ của máy chủ trong bản ghi này: hãy xem địa chỉ đó trước khi tìm tường lửa.
sum-firewall-rejected = Tường lửa: { $count } kênh dữ liệu đã được thử mở, và một thông báo lỗi ICMP cho biết gói SYN không đến nơi. Thiết bị gửi thông báo đó biết lý do.
sum-firewall-answer-lost = Tường lửa: { $count } kênh dữ liệu đã được thử mở và đã có trả lời, nhưng gói trả lời không đến nơi: gói này bị bỏ trên đường về, hoặc bị dẫn đi nơi khác.
sum-firewall-refused = Tường lửa: { $count } kênh dữ liệu bị RST từ chối. Nhiều khả năng không có chương trình nào lắng nghe ở đó; một số tường lửa cũng trả lời như vậy.
sum-firewall-fxp = Tường lửa: hai máy chủ phải kết nối được với nhau, và ngày nay đa số máy chủ từ chối phục vụ máy thứ ba.
sum-firewall-tls = Tường lửa: kênh điều khiển được mã hoá, nên tường lửa hay NAT không đọc được cổng được thông báo để mở. Cách dùng được là chế độ bị động với một dải cổng mở cố định.
sum-nat-seen = NAT: địa chỉ được thông báo là { $announced } (khung { $frame }) nhưng kết nối dùng một địa chỉ khác; bên kết nối hoặc một thiết bị trên đường đã sửa.
sum-nat-address = NAT: thông báo cổng có chứa địa chỉ. NAT phải viết lại địa chỉ đó trong kênh điều khiển, nếu không kết nối sẽ đi sai chỗ.
sum-nat-epsv = NAT: EPSV không chứa địa chỉ, nên NAT không phải viết lại gì.
sum-transfers = Truyền tệp: { $good } lần hoàn tất{ $lacking ->
    [0] {""}
   *[other] {" "}(trong đó { $lacking } lần chưa chứng minh được là trọn vẹn)
}{ $bad ->
    [0] {""}
   *[other] , { $bad } lần không hoàn tất
}{ $unanswered ->
    [0] {""}
   *[other] , { $unanswered } lần không có phản hồi cuối
}{ $open ->
    [0] {""}
   *[other] , { $open } lần mà kết quả không có trong bản ghi gói tin
}{ $hidden ->
    [0] {""}
   *[other] , { $hidden } lần bị TLS hoặc bản ghi gói tin che kết quả
}; { $bytes } byte qua các kênh dữ liệu.
sum-findings = Có { $count } điều đáng chú ý; xem ftpscope diagnose --session { $session } { $captures }

## page-*: trang của lệnh `report`.

page-languages = Ngôn ngữ
page-skip = Đến các dòng gói tin
page-shortcuts = Phím tắt
page-close = Đóng
page-overview = Tổng quan
page-sessions = Phiên FTP
page-session = Phiên { $id }
page-modes = Chế độ
page-mode-active = chủ động
page-mode-passive = bị động
page-mode-mixed = hỗn hợp
page-mode-none = không có kênh dữ liệu
page-mode-unknown = không rõ
page-transfers = Lần truyền
page-completed = { $count } hoàn tất
page-transferred = Số byte đã truyền
page-findings-below = Có { $count } điều đáng chú ý, xem phần phát hiện bên dưới.
page-more-files = và { $count } tệp khác
page-frames-of-files = Số khung được đếm liên tục qua mọi tệp, theo thứ tự thời gian. Khung được chọn có kèm tên tệp và số khung trong tệp đó.
page-findings = Phát hiện
page-capture-findings = Phát hiện về toàn bộ bản ghi gói tin
page-count-error = { $count ->
   *[other] lỗi
}
page-count-warning = { $count ->
   *[other] cảnh báo
}
page-count-info = { $count ->
   *[other] ghi chú
}
page-severity-error = Lỗi
page-severity-warning = Cảnh báo
page-severity-info = Ghi chú
page-plot = Số byte tải trọng theo thời gian
page-plot-control = kênh điều khiển
page-plot-download = dữ liệu do máy chủ gửi
page-plot-upload = dữ liệu do máy khách gửi
page-plot-other = dữ liệu không được thông báo trước
page-files = Bản ghi gói tin
page-file = Tệp
page-format = Định dạng
page-link-types = Kiểu liên kết
page-frames-title = Khung
page-first-time = Khung đầu
page-last-time = Khung cuối
page-skipped = Không phải TCP
page-client = máy khách
page-server = máy chủ
page-other-server = máy chủ kia
page-third-party = bên thứ ba
page-other = máy khác
page-user = Người dùng
page-mode = Chế độ
page-command = Lệnh
page-path = Đường dẫn
page-bytes = Byte
page-lost = Thiếu
page-outcome = Kết quả
page-outcome-complete = trọn vẹn
page-outcome-gaps = thiếu byte
page-outcome-short = ngắn hơn đã báo
page-outcome-unproven = chưa chứng minh được là trọn vẹn
page-outcome-refused = bị từ chối
page-outcome-aborted = bị huỷ
page-outcome-failed = thất bại
page-outcome-hidden = không nhìn thấy được
page-outcome-unfinished = không có phản hồi cuối
page-digest = Mã băm
page-decoded = sau khi giải mã
page-verdict-who = người dùng
page-verdict-mode = chế độ
page-verdict-evidence = bằng chứng
page-verdict-transfer = truyền tệp
page-verdict-findings = phát hiện
page-explanation = Từng bước một
page-previous = Lùi
page-next = Tiếp
page-diagram = Sơ đồ trao đổi gói tin
page-summary = Tóm tắt
page-timeline = Các dòng của bản ghi gói tin
page-time = Thời gian
page-from-to = Từ, đến
page-protocol = Giao thức
page-filter = Lọc dòng: từ, số, địa chỉ bất kỳ
page-protocols = Giao thức
page-all-sessions = dòng của mọi phiên
page-rows-shown = dòng
page-rows-none = Không có dòng nào khớp.
page-printed = dòng được in
page-detail = Các tầng và byte của dòng đã chọn
page-choose-row = Chọn một dòng để xem các tầng và byte của dòng đó.
page-frame = khung
page-frames = khung
page-control-lane = Kênh điều khiển
page-data-lane = Kênh dữ liệu
page-other-lane = Kênh điều khiển đến máy chủ kia
page-no-bytes = Trang không đủ chỗ cho các byte của khung này.
page-bytes-cut = byte đã ghi được hiển thị
page-masked = ** thay cho mật khẩu.
page-no-row = khung này không có dòng ở đây
page-no-session = Không có phiên FTP nào ở đây.
page-more-evidence = thêm { $count } dòng
page-folded = dòng tương tự
page-number = STT
page-login = Đăng nhập
page-failed = thất bại
page-filter-sessions = Lọc phiên: người dùng, địa chỉ, kết quả
page-print = In
page-print-all = In mọi phiên
page-present = Trình chiếu
page-practice = Luyện tập
page-key-present = trình chiếu: mỗi bước một trang, phím cách để sang trang
page-compare-note = Các bước giống nhau được đặt cạnh nhau; phần chỉ có ở một bên được đánh dấu. Số khung, cổng và địa chỉ luôn khác nhau nên không được đánh dấu.
page-compare-only = chỉ có ở bên kia
page-compare-more = Còn { $count } cặp phiên không đủ chỗ ở đây.
page-compare-alone = Có { $count } phiên không có phiên tương ứng trong bản ghi gói tin kia.
page-compare-none = Không phiên nào của bản ghi gói tin này có phiên tương ứng trong bản ghi kia.
page-noscript = Các dòng, byte và sơ đồ cần tập lệnh của trang này.
page-made = Tạo bởi ftpscope { $version }. Trang này không cần mạng.
page-left-rows = Không đủ chỗ cho { $count } dòng: trang chỉ giữ { $limit } dòng.
page-left-cut = Có { $count } khung dài chỉ được giữ { $limit } byte đầu.
page-left-frames = Không đủ chỗ cho byte của { $count } khung: trang giữ tổng cộng { $limit } byte.
page-left-contents = Có { $count } phân đoạn mang nội dung tệp chỉ được giữ những byte đầu.
page-left-row-texts = Không đủ chỗ cho chữ của { $count } dòng: các dòng giữ tổng cộng { $limit } byte chữ.
page-left-texts = Không đủ chỗ cho { $count } đoạn chữ của các phiên: trang giữ tổng cộng { $limit } byte chữ.
page-left-long = Có { $count } đoạn chữ dài chỉ được giữ { $limit } byte đầu.
page-left-sessions = Không đủ chỗ cho { $count } phiên: trang chỉ mô tả { $limit } phiên đáng chú ý nhất.
page-left-items = Không đủ chỗ cho { $count } lần truyền, phát hiện, bước hoặc mũi tên: mỗi danh sách có tối đa { $limit } mục.
page-left-more = ftpscope report --max-size 20MB tạo một trang chứa được nhiều hơn, còn --session N tạo trang của riêng phiên N.
page-needs-script = Các phiên còn lại cũng có trong trang này, nhưng phải chạy mã lệnh (JavaScript) của trang mới xem được. Nếu không: ftpscope report --session N tạo trang của riêng phiên N.
page-left-cap = Đã chạm giới hạn { $cap } { $times } lần: một phần lưu lượng bị bỏ qua.
page-display-filter = Bộ lọc hiển thị (display filter) của phiên này cho Wireshark
page-key-rows = chọn dòng, khi đang ở trong danh sách dòng
page-key-filter = lọc các dòng
page-key-step = bước tiếp theo và bước trước
page-key-session = phiên tiếp theo và phiên trước
page-key-language = đổi ngôn ngữ
page-key-clear = xoá bộ lọc, bỏ chọn bước
page-key-help = các phím này

## Phát hiện về phiên bị cắt và về chính bản ghi.

finding-control-reset = kênh điều khiển bị ngắt bằng RST giữa chừng
finding-control-reset-why = Không bên nào kết thúc phiên bình thường: một chương trình đã sập, hoặc một thiết bị trên đường đã cắt phiên. Việc đang làm dở bị mất.
finding-control-reset-advice = Hãy xem bên đã gửi RST: nhật ký, thời gian chờ của bên đó, và tường lửa phía trước.
finding-control-lost = kênh điều khiển bị mất trên đường truyền
finding-control-lost-why = NAT hoặc tường lửa quên kết nối khi kết nối không hoạt động: lần truyền kéo dài kết thúc mà không có kết quả, còn máy khách treo hoặc truyền lại.
finding-control-lost-advice = Tăng thời gian chờ của NAT hoặc tường lửa (RFC 5382: 2 giờ 4 phút), và bật TCP keep-alive cho kênh điều khiển ở máy khách hoặc máy chủ.
finding-no-greeting = máy chủ không gửi lời chào, hoặc gửi muộn
finding-no-greeting-why = Máy khách chờ lời chào rồi mới gửi lệnh: không có lời chào thì không phiên nào bắt đầu.
finding-no-greeting-advice = Xem máy chủ: giới hạn số kết nối, danh sách truy cập (hosts.deny), dịch vụ phía sau không chạy; nếu chào muộn, xem việc tra cứu máy khách bằng ident hoặc DNS. Nếu không bên nào gửi gì, có thể cổng này chờ TLS ngay từ byte đầu.
finding-capture-incomplete = bản ghi gói tin không đầy đủ
finding-capture-incomplete-why = Những gì bản ghi gói tin không có thì kết quả phân tích cũng không có; không thể từ chỗ thiếu đó mà kết luận về các máy.
finding-capture-incomplete-advice = Hãy ghi cả hai chiều, từ trước khi phiên bắt đầu đến khi phiên kết thúc, không giới hạn độ dài gói, ở nơi không làm mất gói nào.
finding-proxy-protocol = một bộ cân bằng tải ở giữa cho biết máy khách thật
finding-proxy-protocol-why = Địa chỉ máy khách của phiên là địa chỉ của bộ cân bằng tải; nhật ký và quy tắc dựa vào đó sẽ xét nhầm máy.
finding-proxy-protocol-advice = Dựa vào địa chỉ trong phần đầu PROXY, và cấu hình máy chủ chỉ tin các bộ cân bằng tải đã biết.
found-control-reset-during = { $by ->
    [client] máy khách
   *[other] máy chủ
} ngắt kênh điều khiển bằng RST khi "{ $line }" còn đang chạy, và phiên chưa được kết thúc bằng QUIT
found-control-reset-idle = { $by ->
    [server] máy chủ
   *[other] máy khách
} đáp lại "{ $line }" bằng RST: suốt { $seconds } giây không bên nào nói gì, và phiên không còn tồn tại ở đó
found-control-reset-after = { $by ->
    [client] máy khách
   *[other] máy chủ
} ngắt kênh điều khiển bằng RST sau "{ $line }" ({ $code }), và phiên chưa được kết thúc bằng QUIT
found-control-reset-silent = { $by ->
    [client] máy khách
   *[other] máy chủ
} ngắt kênh điều khiển bằng RST trước mọi lệnh
found-control-reset-half = { $by ->
    [client] máy khách
   *[other] máy chủ
} ngắt kênh điều khiển bằng RST; việc đang diễn ra nằm ở chiều không được ghi lại
found-control-reset-elsewhere = một gói RST mang địa chỉ của { $by ->
    [client] máy khách
   *[other] máy chủ
} kết thúc kênh điều khiển sau "{ $line }"; TTL của gói này khác với các gói khác của { $by ->
    [client] máy khách
   *[other] máy chủ
}, nên gói này do một thiết bị khác gửi
found-control-lost = sau { $idle } giây không hoạt động, kênh điều khiển không dùng được nữa: những gì { $by ->
    [client] máy khách
   *[other] máy chủ
} gửi đi không được xác nhận, dù đã thử { $tries } lần
found-control-lost-busy = dữ liệu mà { $by ->
    [client] máy khách
   *[other] máy chủ
} gửi trên kênh điều khiển không được xác nhận, dù đã thử { $tries } lần, trong khi trước đó kênh không hề để không lâu
found-control-lost-swallowed = thông báo mà { $by ->
    [client] máy khách
   *[other] máy chủ
} gửi không được xác nhận, dù đã thử { $tries } lần, trong khi gói tin của bên kia vẫn tới: chỉ riêng gói này bị chặn trên đường truyền
found-control-lost-stalled = kênh điều khiển và một kênh dữ liệu đang truyền dở ngừng hoạt động cùng lúc: dữ liệu mà { $by ->
    [client] máy khách
   *[other] máy chủ
} gửi không được xác nhận, dù đã thử { $tries } lần
found-control-lost-held = "{ $line }" mà { $by ->
    [client] máy khách
   *[other] máy chủ
} gửi không được xác nhận, dù đã thử { $tries } lần, trong khi kênh dữ liệu giữa hai máy vẫn hoạt động
found-control-lost-host = { $by ->
    [client] máy chủ
   *[other] máy khách
} không còn trả lời: những gì { $by ->
    [client] máy khách
   *[other] máy chủ
} gửi trên kênh dữ liệu và trên kênh điều khiển đều không được xác nhận, trên kênh điều khiển dù đã thử { $tries } lần
found-control-lost-reset = sau { $idle } giây không hoạt động, kênh điều khiển bị ngắt bằng RST mang địa chỉ của { $by ->
    [client] máy khách
   *[other] máy chủ
}, nhưng với một TTL mà máy đó chưa từng dùng: có thể do một thiết bị trên đường gửi
found-no-greeting-closed = { $server } chấp nhận { $count } kết nối của { $client } rồi đóng mà không gửi gì
found-no-greeting-left = { $server } chấp nhận { $count } kết nối của { $client } mà không gửi lời chào; máy khách bỏ cuộc sau { $seconds } giây
found-no-greeting-open = { $server } chấp nhận { $count } kết nối của { $client } mà suốt { $seconds } giây không gửi lời chào
found-no-greeting-half-open = { $server } đã trả lời { $count ->
    [1] gói SYN
   *[other] { $count } gói SYN
} của { $client } và vẫn gửi lại SYN+ACK: ACK của máy khách không tới được máy chủ, nên không có phiên nào bắt đầu
found-no-greeting-unended = { $server } không kết thúc lời chào: lời chào bắt đầu bằng "{ $code }-{ $text }", nhưng trong { $seconds } giây không có dòng kết thúc ({ $code } và một dấu cách)
found-no-greeting-delayed = { $server } trả lời 120 { $text }, và trong { $seconds } giây sau đó không gửi lời chào 220
found-no-greeting-late = { $server } chỉ gửi lời chào sau { $seconds } giây, như những máy chủ tra cứu máy khách bằng ident hoặc DNS trước
found-capture-incomplete-start = bản ghi gói tin bắt đầu khi phiên này đang diễn ra: không biết trước đó hai bên đã trao đổi gì
found-capture-incomplete-side = bản ghi gói tin không có byte nào của { $side ->
    [client] máy khách
   *[other] máy chủ
}: thiếu một chiều của kênh điều khiển
found-capture-incomplete-dialogue = { $bytes } byte của kênh điều khiển không có trong bản ghi gói tin: có thể thiếu lệnh hoặc phản hồi
found-capture-incomplete-data = { $bytes } byte của { $count } lần truyền không có trong bản ghi gói tin
found-capture-incomplete-connections = { $count } kênh dữ liệu không có trong bản ghi gói tin, dù đã có dữ liệu được truyền
found-capture-incomplete-proxy = { $count ->
   *[other] { $count } kênh dữ liệu đi qua proxy mà máy khách dùng để tới máy chủ, nên không được theo dõi ở đó
}
found-capture-incomplete-end = bản ghi gói tin kết thúc khi "{ $line }" còn đang chạy
found-capture-incomplete-cut-control = nội dung mà { $client } và cổng điều khiển { $server } trao đổi trên { $count } kết nối bị cắt bởi giới hạn độ dài gói: đó có thể là FTP, nhưng không đọc được dòng nào
found-capture-incomplete-snaplen = { $count } trong { $frames } khung của { $path } bị cắt bởi giới hạn độ dài gói
found-long-cut = dòng { $verb } dài { $bytes } byte; các chương trình cắt dòng ở { $most } byte
found-alg-rewrite-changed = "{ $one }" (phiên { $session }) thành "{ $other }" phía sau NAT (phiên { $twin }){ $shift ->
    [0] : bị viết lại trên đường
   *[other] : bị viết lại trên đường, và số thứ tự TCP lệch đi { $shift }
}
found-protocol-wrong-code = "{ $line }" nhận phản hồi "{ $code } { $text }", vốn không dành cho lệnh này
found-protocol-nested = phản hồi { $code } chứa phần đầu của một phản hồi khác: "{ $text }"

## check-*: báo cáo của `check`.

## files-*: cây thư mục của `sessions --files`.

files-none = không có danh sách tệp, cũng không có tệp nào có tên
files-taken = đã tải về ở lần truyền { $transfer }
files-put = đã lưu lên ở lần truyền { $transfer }
files-not-taken = chưa tải về
files-summary = { $seen ->
    [0] Không có tệp nào được liệt kê trong phiên này: không biết máy chủ còn tệp nào khác.
   *[other] Số tệp trong danh sách: { $seen }; trong đó đã tải về: { $taken }; chưa tải về: { $left }.
}
files-left-out = Còn { $count } mục nữa không đủ chỗ (--limit listings=SIZE).

check-passed = đạt
check-failed = KHÔNG ĐẠT
check-error = LỖI
check-expected = kỳ vọng
check-found = thực tế
check-frames = khung
check-dialogue = hội thoại
check-look = xem bằng
check-line = { $line } (khung { $frame })
check-cause-no-session = không có phiên FTP nào để xét; với --allow-no-ftp, điều không được xảy ra được coi là đúng khi bản ghi gói tin không có FTP
check-cause-findings = { $key } không đạt
check-cause-differs = { $subject } khác với kỳ vọng: { $keys }
check-cause-session = phiên { $session }: { $cause }
check-about-capture = bản ghi gói tin
check-about-session = phiên { $session }
check-about-offer = thông báo cổng { $number } của phiên { $session }
check-about-transfer = lần truyền { $number } của phiên { $session }
check-about-findings = phát hiện
check-record-anew = Nếu thay đổi này là có chủ ý, hãy ghi lại:
check-no-expectations = không hiểu được các kỳ vọng dành cho bản ghi gói tin này
check-cut = Chưa xét được đến cùng: { $file }: { $why }. Muốn bắt buộc bản ghi phải đầy đủ, hãy thêm kỳ vọng `capture.truncated == false`.
check-summary-none = Chưa có gì được xét.
check-summary-error = Trong { $expectations } kỳ vọng, không kỳ vọng nào sai, nhưng không phải bản ghi gói tin nào cũng xét được đến cùng.
check-summary =
    { $failed ->
        [0] { $expectations ->
            [1] Kỳ vọng đã nêu đúng
           *[other] Cả { $expectations } kỳ vọng đều đúng
        }
       *[other] { $failed }/{ $expectations } kỳ vọng không đạt
    }{ $captures ->
        [1] .
       *[other] { $bad ->
            [0] , trong { $captures } bản ghi gói tin.
           *[other] ; { $bad } trong { $captures } bản ghi gói tin không đạt.
        }
    }

## extract-*: bảng của `extract`.

extract-column-session = Phiên
extract-column-command = Lệnh
extract-column-file = Tệp
extract-column-bytes = Byte
extract-column-state = Tình trạng
extract-column-type = Loại
extract-column-digest = Mã băm
extract-complete = trọn vẹn
extract-fault-lost-bytes = mất byte
extract-fault-beginning-missing = thiếu phần đầu
extract-fault-aborted = bị huỷ
extract-fault-failed = thất bại
extract-fault-unfinished = dở dang
extract-fault-end-not-captured = không thấy phần cuối
extract-fault-short = ít byte hơn số đã báo
extract-fault-copies-differ = các bản sao khác nhau
extract-fault-acknowledged-beyond-end = bên nhận đã xác nhận nhiều hơn
extract-fault-hidden = bị TLS che
extract-fault-undecodable = không giải mã được
extract-fault-parts-differ = các phần khác nhau
extract-fault-max-file-size = bị cắt ở --max-file-size
extract-fault-max-total-size = bị cắt ở --max-total-size
extract-fault-fill-limit = chỗ thiếu không được lấp
extract-fault-capture-changed = bản ghi đã thay đổi
extract-done = { $files ->
    [0] Không ghi tệp nào.
   *[other] { $files } tệp, { $bytes } byte.
}
extract-planned = { $files ->
    [0] Sẽ không ghi tệp nào.
   *[other] Sẽ ghi { $files } tệp, { $bytes } byte.
}
extract-left-out = Không trích xuất: { $reasons }.
extract-out-encrypted = { $count } đã mã hoá
extract-out-refused = { $count } bị từ chối
extract-out-not-captured = { $count } không có kênh dữ liệu trong bản ghi gói tin
extract-out-no-bytes = { $count } không có byte nào
extract-out-listing = { $count } danh sách thư mục (xem --listings)
extract-out-incomplete = { $count } không trọn vẹn
extract-out-max-file-size = { $count } lớn hơn --max-file-size
extract-out-max-total-size = { $count } vượt quá --max-total-size

## slice-*: ghi chú của `slice`.

slice-fragment = một mảnh (fragment) của gói tin IP; phần còn lại nằm ở một khung sau đó

# quiz: các câu hỏi được tạo từ bản ghi gói tin. Các phương án ngắn và cùng một dạng, để hình thức không gợi ý đáp án.
quiz-title = Câu hỏi về bản ghi gói tin này
quiz-question = Câu hỏi
quiz-none = Không thể đặt câu hỏi nào từ bản ghi gói tin này: trong đó không có thông báo cổng, lần truyền hay phản hồi nào được chứng minh.
quiz-answers = Đáp án
quiz-answer = Trả lời:
quiz-prompt = Câu trả lời của bạn (A đến { $last }):
quiz-help = Gõ A đến { $last }; Enter để bỏ qua, q để dừng.
quiz-check = Kiểm tra
quiz-right = Đúng.
quiz-wrong = Chưa đúng. Đáp án đúng là
quiz-score = Số câu đúng:
quiz-value = { $value }
quiz-words = { $words }
quiz-frame = khung { $frame }
quiz-port = Khung { $frame } có nội dung: "{ $line }". Kênh dữ liệu sẽ được mở tới cổng nào?
quiz-port-because-sum = Hai số cuối cho biết cổng: { $high } × 256 + { $low } = { $port }.
quiz-port-because-text = Số cổng được ghi nguyên trong dòng này: { $port }.
quiz-numbers = Khung { $frame } thông báo cổng { $port }. Dòng { $method } kết thúc bằng hai số nào?
quiz-numbers-because = { $port } chia cho 256 được { $high }, dư { $low }: { $high } × 256 + { $low } = { $port }.
quiz-proof = Khung nào thông báo rằng kênh dữ liệu sẽ dùng cổng { $port }?
quiz-proof-because-active = Khung { $frame } là lệnh { $method }: bằng lệnh này, máy khách báo cho máy chủ phải kết nối tới địa chỉ và cổng nào.
quiz-proof-because-elsewhere = Khung { $frame } là lệnh { $method }: bằng lệnh này, máy khách báo cho máy chủ phải kết nối tới địa chỉ và cổng nào. Ở đây là { $address }, không phải địa chỉ của máy khách trong bản ghi này.
quiz-proof-because-passive = Khung { $frame } là phản hồi { $method }. Lệnh trước đó chỉ là yêu cầu; chính phản hồi này cho biết máy chủ đang lắng nghe ở địa chỉ và cổng nào.
quiz-opener = "{ $line }" (khung { $frame }): bên nào mở kênh dữ liệu của lần truyền này?
quiz-opener-server = Máy chủ: máy chủ mở kết nối tới máy khách.
quiz-opener-client = Máy khách: máy khách mở kết nối tới máy chủ.
quiz-opener-nobody = Không bên nào: dữ liệu đi trên kênh điều khiển.
quiz-opener-both = Cả hai: mỗi bên mở một kết nối riêng.
quiz-opener-because = Bên mở kết nối là bên gửi gói SYN đầu tiên. Đó là khung { $frame }, từ { $from } tới { $to }.
quiz-mode = "{ $line }" (khung { $frame }): lần truyền này diễn ra ở chế độ nào?
quiz-mode-active = Chủ động (active)
quiz-mode-passive = Bị động (passive)
quiz-mode-mixed = Chủ động trước, bị động sau
quiz-mode-none = Không chế độ nào: không cần kênh dữ liệu
quiz-mode-because-active = Máy chủ mở kênh dữ liệu (khung { $frame }). Ở chế độ chủ động (active), máy khách lắng nghe và máy chủ kết nối tới.
quiz-mode-because-passive = Máy khách mở kênh dữ liệu (khung { $frame }). Ở chế độ bị động (passive), máy chủ lắng nghe và máy khách kết nối tới.
quiz-next-asked-active = Khung { $frame } thông báo cổng { $port } của máy khách. Sau đó máy khách gửi "{ $line }" (khung { $asked }). Kênh dữ liệu được thiết lập như thế nào?
quiz-next-asked-passive = Khung { $frame } thông báo cổng { $port } của máy chủ, và máy khách muốn gửi "{ $line }". Kênh dữ liệu được thiết lập như thế nào?
quiz-next-active = Máy chủ mở kết nối TCP tới cổng { $port } của máy khách.
quiz-next-passive = Máy khách mở kết nối TCP tới cổng { $port } của máy chủ.
quiz-next-control = Không cần kết nối nào: nội dung tệp đi sau phản hồi, ngay trên kênh điều khiển.
quiz-next-twenty = Máy khách mở kết nối TCP tới cổng 20 của máy chủ.
quiz-next-because = Khung { $frame } mở kết nối này: { $from } kết nối tới { $to }.
quiz-order = "{ $line }" (khung { $frame }): bốn sự kiện sau xuất hiện trong bản ghi gói tin theo thứ tự nào?
quiz-sequence = { $a } → { $b } → { $c } → { $d }
quiz-thing-announced = thông báo cổng
quiz-thing-asked = lệnh truyền tệp hoặc liệt kê
quiz-thing-opens = mở kênh dữ liệu
quiz-thing-done = phản hồi cuối cùng cho lệnh đó
quiz-order-because = Các sự kiện này nằm ở các khung { $frames }.
quiz-reply = Máy chủ trả lời "{ $line }" bằng mã { $code } (khung { $frame }). Mã này có nghĩa gì?
quiz-reply-because-1 = { $code }: { $means }. Mã bắt đầu bằng 1 cho biết thao tác đã bắt đầu và sẽ còn một phản hồi nữa.
quiz-reply-because-2 = { $code }: { $means }. Mã bắt đầu bằng 2 cho biết thao tác đã thành công.
quiz-reply-because-3 = { $code }: { $means }. Mã bắt đầu bằng 3 cho biết máy chủ chờ thêm một lệnh nữa.
quiz-reply-because-4 = { $code }: { $means }. Mã bắt đầu bằng 4 cho biết thao tác tạm thời thất bại và có thể thử lại.
quiz-reply-because-5 = { $code }: { $means }. Mã bắt đầu bằng 5 cho biết thao tác thất bại hẳn.
quiz-wireshark = Wireshark hiển thị gì ở cột Info của khung { $frame }, khung đầu tiên của kênh dữ liệu?
quiz-wireshark-because = Kết nối bắt đầu bằng gói SYN từ { $from } tới { $to }. Cổng của bên gửi đứng trước mũi tên.
quiz-password = Người nghe lén trên đường truyền đọc được mật khẩu ở khung nào?
quiz-password-because = Khung { $frame } là lệnh PASS, và kênh điều khiển không được mã hoá.
quiz-failure = "{ $line }" (khung { $frame }) thất bại. Vì sao?
quiz-failure-unanswered = Gói SYN tới cổng { $port } không bao giờ được trả lời.
quiz-failure-answer-lost = Gói trả lời cho gói SYN tới cổng { $port } không bao giờ đến nơi.
quiz-failure-reset = Gói SYN tới cổng { $port } được trả lời bằng RST.
quiz-failure-answered = Máy chủ từ chối: { $words }.
quiz-failure-login = Đăng nhập đã bị từ chối trước đó.
quiz-failure-because = Xem khung { $frames }; phản hồi cuối cùng của máy chủ là { $code } (khung { $frame }).
quiz-opener-hidden = Một kênh dữ liệu bắt đầu ở khung { $frame }. Bên nào mở kết nối này?
quiz-mode-hidden = Một kênh dữ liệu bắt đầu ở khung { $frame }. Lần truyền này diễn ra ở chế độ nào?

## web-*: trang trong trình duyệt, có sẵn bộ phân tích bên trong.
web-title = Đọc bản ghi gói tin FTP ngay trong trình duyệt
web-lead = Ai đã truyền gì, ở chế độ chủ động (active) hay bị động (passive), có thành công không, và những khung nào chứng minh điều đó.
web-private = Không có dữ liệu nào bị gửi ra ngoài: trang chạy không cần mạng, và trình duyệt chặn mọi kết nối từ trang này.
web-drop = Thả bản ghi gói tin vào đây
web-drop-what = pcap, pcapng, snoop và các định dạng khác, kể cả tệp nén. Nhiều tệp được đọc như một bản ghi gói tin. Có thể thả kèm tệp khoá TLS (SSLKEYLOGFILE).
web-choose = Chọn tệp
web-samples = Hoặc thử với một bản ghi mẫu
web-samples-more = Tất cả bản ghi mẫu
web-port = Thêm một cổng điều khiển
web-port-hint = Trang tìm FTP ở cổng 21 và 990; ở cổng khác, trang nhận ra FTP qua nội dung trao đổi.
web-limit = Mỗi lần trang nhận tổng cộng tối đa { $limit }; chương trình dòng lệnh ftpscope không có giới hạn này.
web-too-large = Chưa đọc gì: các tệp này có { $size }, mà trang chỉ nhận tổng cộng { $limit }. Chương trình ftpscope không có giới hạn này.
web-no-capture = Chưa đọc gì: có tệp khoá TLS nhưng không có bản ghi gói tin đi kèm.
web-not-key-log = { $name } không phải là tệp khoá TLS: { $why }
web-no-network = { $text } không phải là địa chỉ (như 192.0.2.7) hay mạng (như 192.0.2.0/24).
web-no-memory = Chưa đọc gì: trình duyệt không đủ bộ nhớ cho { $size }.
web-reading = Đang đọc các tệp
web-analysing = Đang phân tích
web-making = Đang tạo
web-cancel = Huỷ
web-cancelled = Đã huỷ. Không giữ lại gì.
web-failed = Trang gặp lỗi ở bước này: { $why }
web-another = Mở bản ghi khác
web-downloads = Tải về
web-filters = Bộ lọc
web-filter-client = Máy khách
web-filter-server = Máy chủ
web-filter-any = bất kỳ
web-filter-failed = chỉ những gì thất bại
web-filter-clear = Xoá bộ lọc
web-filter-hint = Bộ lọc có tác dụng ở mọi thẻ và khi tải về. Trong tên người dùng và đường dẫn, * thay cho đoạn văn bản bất kỳ; máy khách và máy chủ có thể là một mạng (10.0.0.0/8).
web-shown = { $count } / { $all }
web-first-rows = Chỉ hiển thị { $count } dòng đầu; hãy dùng bộ lọc để tìm các dòng khác.
web-none-fits = Không có gì khớp với bộ lọc.
web-other-traffic = Bản ghi gói tin có lưu lượng khác: { $list }. Nếu FTP chạy ở cổng lạ, hãy nhập cổng đó.
web-other-port = { $protocol } ở cổng { $port }
web-broken = { $name }: đã đọc đến khung { $frames }; phần còn lại không đọc được, vì tệp { $why }
web-unread = { $name }: không đọc được gì, vì tệp { $why }
web-unsupported = { $name }: { $count } khung không được đọc, vì kiểu liên kết { $links } chưa được hỗ trợ.
web-secrets = { $name }: trong { $all } khoá TLS, { $used } khoá đã được dùng để giải mã.
web-from-to = từ { $from } đến { $to } UTC, { $duration }
web-frames = Khung
web-more-sessions = Tất cả phiên
web-choose-session = Phiên
web-direction = Chiều
web-direction-download = tải về
web-direction-upload = tải lên
web-direction-listing = liệt kê
web-start = Bắt đầu (UTC)
web-file = Tệp
web-digest = SHA-256
web-save = Lưu
web-save-name = Lưu { $name }
web-partial = Bản ghi gói tin không có đủ tệp này.
web-advice = Nên làm gì
web-proof = Các khung chứng minh:
web-save-json = Toàn bộ kết quả phân tích, dạng JSON
web-save-sessions = Các phiên, dạng CSV
web-save-transfers = Các lần truyền, dạng CSV
web-save-report = Mọi thứ trong một trang, dạng HTML
web-save-findings = Các phát hiện, dạng báo cáo để gửi đi
web-save-slice = Các khung của những phiên này, dạng bản ghi gói tin; mật khẩu trong đó vẫn đọc được
web-save-redacted = Cũng các khung đó nhưng đã bỏ thông tin bí mật, có thể chuyển cho người khác
web-redacted-encrypted = Số khung dùng TLS được giữ nguyên: { $count }. Tên máy và chứng chỉ trong phần bắt tay TLS vẫn đọc được.
web-redacted-link = Số khung có thể còn địa chỉ phần cứng chưa được thay, vì kiểu liên kết không phải Ethernet: { $count }.
web-redacted-overwritten = Số phần của kênh điều khiển bị che toàn bộ: { $count }. Bản ghi gói tin mới có thể cho biết ít hơn bản ghi gốc.
web-redacted-left-out = Số khung bị loại ra, vì là mảnh của những gói tin không che được thông tin: { $count }.
web-redact-names = bỏ cả tên người dùng và tên tệp
web-redact-contents = bỏ cả nội dung tệp
web-redact-addresses = thay cả địa chỉ
web-save-quiz = Lưu các câu hỏi này
web-quiz-sheet = Phiếu để in
web-quiz-key = Phiếu kèm đáp án
web-quiz-moodle = Cho Moodle
web-quiz-gift = Dạng GIFT
web-quiz-new = Câu hỏi khác
web-quiz-level = Mức khó nhất
web-no-script = Trang này cần JavaScript và trình duyệt từ năm 2023 trở đi.
web-old-browser = Trình duyệt này quá cũ: trang cần WebAssembly và DecompressionStream (2023).
web-sample-active = Chế độ chủ động (active): máy chủ mở kênh dữ liệu
web-sample-passive = Chế độ bị động (passive): máy khách mở kênh dữ liệu
web-sample-firewall-active = Vì sao chế độ chủ động thất bại sau tường lửa
web-sample-ftps-explicit = FTP qua TLS, có khoá trong tệp
web-sample-fxp = Truyền từ máy chủ này sang máy chủ khác
web-sample-mixed = Cả hai chế độ trong một phiên
web-sample-nat-227 = Máy chủ sau NAT thông báo địa chỉ riêng
web-sample-refused-login = Đăng nhập bị từ chối
web-sample-abor = Một lần truyền bị ngắt giữa chừng
web-sample-bounce = Tấn công FTP bounce
web-sample-data-before-227 = Dữ liệu đến trước phản hồi thông báo cổng
web-sample-default-port = Không có thông báo cổng nào
web-sample-eprt-ipv4 = EPRT qua IPv4
web-sample-epsv-ipv6 = EPSV qua IPv6
web-sample-ftps-explicit-dark = FTP qua TLS, không có khoá
web-sample-ftps-not-resumed = Máy chủ yêu cầu dùng lại phiên TLS
web-sample-multiline-pipelined = Phản hồi nhiều dòng, lệnh gửi liên tiếp
web-sample-resume = Tải về làm hai phần
web-sample-retransmission = Phân đoạn TCP bị mất và gửi lại
web-sample-two-active = Hai phiên chủ động cùng lúc


## file-*, damage-*, cause-*: vì sao không đọc được tệp (đứng sau tên tệp).

file-second-stdin = đầu vào chuẩn (-) được nêu hai lần nhưng chỉ đọc được một lần; hãy nêu một lần
file-terminal = đầu vào chuẩn đang là cửa sổ dòng lệnh (terminal); hãy dẫn một bản ghi gói tin vào bằng dấu | hoặc nêu tên tệp
file-missing = không có tệp này; cần tên một tệp bản ghi gói tin, hoặc - để đọc từ đầu vào chuẩn
file-directory = là thư mục; hãy nêu tên các tệp bản ghi gói tin ở trong đó
file-twice = trùng với tệp { $first } đã được nêu; hãy nêu mỗi bản ghi gói tin một lần
file-empty = là tệp rỗng (0 byte); cần một bản ghi gói tin dạng { $expected }
file-unknown = không phải bản ghi gói tin (các byte đầu tiên: { $first }); cần tệp { $expected }
file-unknown-inside = là tệp nén { $packed } nhưng bên trong không phải bản ghi gói tin (các byte đầu tiên: { $first }); bên trong cần có { $expected }
file-no-bytes = không có byte nào
file-either = { $first } hoặc { $last }
file-plain-or-packed = { $plain }, không nén hoặc nén bằng { $packed }
file-open = không mở được: { $cause }; hãy kiểm tra xem tệp có đọc được không
file-read = không đọc tiếp được từ byte { $offset }: { $cause }; phần trước đó đã được đọc
file-shrank = bị ngắn đi trong lúc đọc, từ { $was } còn { $now } byte; tệp không được thay đổi, vì vậy hãy đọc một bản sao
file-changed = bị thay đổi trong lúc đọc nên kết quả trộn lẫn hai tệp; tệp không được thay đổi, vì vậy hãy đọc một bản sao
file-spool = không lưu được vào tệp tạm: { $cause }; hãy đặt TMPDIR là một thư mục ghi được và còn chỗ trống
file-long-stream = dài hơn { $limit } byte; không đọc thêm được vì dữ liệu được giữ trong bộ nhớ (giới hạn stream; đặt lại bằng --limit stream=N)
file-cut-header = bị đứt ngay trong phần đầu (header) { $name }: chỉ có { $have } trên { $need } byte; không đọc được gì
file-cut = bị đứt giữa { $unit } ở { $at }: chỉ có { $have } trên { $need } byte; phần trước đó đã được đọc
file-cut-packed = bị đứt giữa dữ liệu nén { $packed } (tệp dài { $offset } byte); phần còn nguyên vẹn đã được đọc
file-expands = chứa dữ liệu nén { $packed } mà khi giải nén dài hơn { $limit } byte, tức hơn { $expansion } byte cho mỗi byte của tệp (giới hạn expansion; đặt lại bằng --limit expansion=N); phần trước đó đã được đọc
file-damaged-packed = có dữ liệu nén { $packed } bị hỏng trước byte { $offset }: { $cause }; phần trước đó đã được đọc
file-damaged = { $unit } ở { $at } { $damage }; phần trước đó đã được đọc
file-unit-record = mục (record)
file-unit-block = khối (block)
file-unit-header = phần đầu (header)
file-at = vị trí { $offset }
file-at-unpacked = vị trí { $offset } của dữ liệu đã giải nén

damage-too-long = có trường độ dài là { $claimed } byte; nhiều nhất chỉ có thể là { $limit }
damage-overfull = khai báo một gói tin dài { $claimed } byte nhưng chỉ có chỗ cho { $room }
damage-block-length = có trường độ dài là { $claimed } byte; cần một bội số của 4 từ 12 đến { $limit }
damage-trailer = có độ dài ở đầu là { $claimed } byte nhưng ở cuối là một số khác
damage-too-short = có { $have } byte bên trong; cần ít nhất { $need }
damage-byte-order = mở đầu một đoạn (section) bằng dấu thứ tự byte { $found }; cần 0x1a2b3c4d theo thứ tự xuôi hoặc ngược
damage-version = có phiên bản định dạng { $found }; cần { $expected }
damage-date = có thời điểm bắt đầu không phải là ngày giờ hợp lệ
damage-interface = nhắc tới giao diện mạng số { $named }, nhưng chỉ có { $described } giao diện được mô tả
damage-interfaces = mô tả thêm một giao diện mạng; một đoạn (section) chỉ được có nhiều nhất { $limit } (giới hạn interfaces; đặt lại bằng --limit interfaces=N)

cause-denied = không có quyền truy cập ({ $text })
cause-missing = không tìm thấy ({ $text })
cause-exists = đã có sẵn ({ $text })
cause-directory = đó là thư mục ({ $text })
cause-no-directory = đó không phải là thư mục ({ $text })
cause-full = hết chỗ trống ({ $text })
cause-read-only = nơi này chỉ cho đọc ({ $text })
cause-other = { $text }

## told-*, line-*: những gì chương trình nói ở đầu ra lỗi chuẩn.

told-warning = cảnh báo: { $message }
told-note = lưu ý: { $message }
told-not-written = không ghi được kết quả: { $cause }
told-named = { $name }: { $cause }
told-named-advice = { $name }: { $cause }; { $advice }
told-no-text = tệp này không phải là văn bản UTF-8
told-long-text = tệp này dài hơn 64 MiB
told-no-folder-there = đó không phải là thư mục; hãy chọn tên khác
told-free-space = hãy giải phóng chỗ trống, hoặc đặt --max-total-size
told-no-larger-file = hệ thống tệp hoặc giới hạn của shell không cho phép tệp lớn hơn: hãy dùng --max-file-size
told-something-there = ở đó đã có thứ khác: hãy chuyển đi nơi khác, hoặc chọn thư mục khác
told-file-taken = đã có sẵn tệp { $path }; --force cho phép thay tệp này, hoặc hãy chọn -d khác
told-folder-taken = đã có sẵn thư mục { $path }; --force cho phép thay các tệp trong đó, hoặc hãy chọn -d khác
told-png-tall = hình sẽ quá cao nên không đọc được; --detail steps hoặc --session N cho hình nhỏ hơn, còn --format svg không bị giới hạn này
told-png-nothing = không có gì để vẽ
told-png-fonts = máy chưa cài phông chữ nào nên hình PNG sẽ không có chữ; hãy cài phông chữ (trên Debian: fonts-dejavu-core), hoặc chọn --format svg
told-no-partition = --partition chỉ dùng cho parquet: { $format } có các tệp riêng
told-partitions = { $name } sẽ có hơn { $most } thư mục theo cảm biến (sensor) và ngày; bỏ --partition thì chỉ có một tệp
told-unread = { $name }: không đọc được: { $cause }
told-did-you-mean = ; có phải ý bạn là { $name }?
told-and-more = và { $count } mục khác

told-page-of-nothing = ftpscope đọc các bản ghi gói tin ({ $formats }) và cho thấy FTP ở trong đó.

    {"  "}ftpscope overview capture.pcap    mọi việc có ổn không, nếu không thì vì sao
    {"  "}ftpscope transfers capture.pcap   ai truyền tệp nào, lúc nào, có trọn vẹn không
    {"  "}ftpscope capture.pcap             từng khung, kèm chú thích
told-captures-here = Các bản ghi gói tin trong thư mục này: { $list }
told-help = ftpscope --help liệt kê mọi lệnh.
told-check-needs = check cần biết phải đối chiếu bản ghi gói tin với điều gì. Có ba cách bắt đầu:
    {"  "}ftpscope check --record expect.toml good.pcap        ghi lại những gì một bản ghi tốt cho thấy
    {"  "}ftpscope check -e expect.toml new.pcap               đối chiếu một bản ghi khác với điều đó
    {"  "}ftpscope check --require 'mode == passive' new.pcap  hoặc viết điều kiện trên một dòng
told-extract-needs = extract cần một thư mục để ghi tệp: ftpscope extract -d files CAPTURE
    {"  "}--dry-run cho biết sẽ ghi những gì; --stdout ghi tệp duy nhất phù hợp ra đầu ra chuẩn
told-in-this-folder = trong thư mục này có: { $list }
told-which-capture = bản ghi gói tin nào? ftpscope { $command }CAPTURE..., hoặc - để đọc từ đầu vào chuẩn{ $here }
told-format-not-built = bản dựng này không có định dạng `{ $format }` (cargo install --path . --features { $format })
told-other-format = { $command } không có định dạng `{ $format }`; { $count ->
   *[other] định dạng này có ở
 } { $list }: ftpscope { $first } --format { $format } CAPTURE
told-other-option = --{ $option } không phải là tuỳ chọn của { $command } mà của { $list }; xem ftpscope { $command } -h
told-condition = không có tuỳ chọn --{ $option }; hãy dùng --where '{ $key } == VALUE'
told-no-such-word = không có tệp `{ $word }`, cũng không có lệnh nào tên như vậy; ftpscope --help liệt kê mọi lệnh
told-misspelt = không có tệp `{ $word }`, cũng không có lệnh nào tên như vậy; có phải ý bạn là `ftpscope { $name }`?
told-no-command = không có lệnh `{ $name }`; xem ftpscope --help
told-column-meant = { $option }: không có cột `{ $name }`; có phải ý bạn là `{ $meant }`?
told-column = { $option }: không có cột `{ $name }`; hãy chọn một trong các cột { $list }
told-columns-in-json = --columns chỉ dùng cho bảng và CSV; trong JSON, mỗi đối tượng có đủ mọi trường
told-each-in-json = --each cho nhiều danh sách, còn một tài liệu JSON chỉ là một; hãy dùng --format ndjson
told-each-findings = --each cho nhiều danh sách; hãy dùng --format table hoặc markdown
told-each-or-task = --each dùng cho các bản ghi gói tin, còn một tác vụ (task) thuộc về nhiều bản ghi; hãy bỏ một trong hai
told-no-task = định dạng part là kết quả của một tác vụ (task); cần --connections TASK, do `ftpscope plan` tạo ra
told-findings-json = các phát hiện chỉ in được dưới dạng JSON; hãy dùng --format json
told-diff = diff so sánh hai bản ghi gói tin: ftpscope diff GOOD BAD
told-compare = report --compare cần hai bản ghi gói tin: ftpscope report --compare -o FILE.html A B
told-export-where = hãy chọn -d DIR hoặc -o FILE
told-export-files = { $format } gồm nhiều tệp: hãy dùng -d DIR
told-picture = { $name } có tên của tệp hình, còn định dạng là { $format }; hãy thêm --format { $ending }
told-png = PNG không phải là văn bản: hãy dùng -o FILE, hoặc `-o -` để gửi vào pipe
told-list = { $option } { $name }: { $why }

told-no-folder = { $name }: không có thư mục { $folder }; hãy tạo thư mục đó trước, hoặc chọn thư mục khác
told-dead-link = { $name } là liên kết không dẫn tới tệp nào; hãy chọn tên khác
told-folder = { $name } là thư mục; hãy nêu tên một tệp trong đó
told-no-regular-file = { $name } không phải là tệp thông thường; `-` ghi ra đầu ra chuẩn
told-one-of-inputs = { $name } là một trong các tệp cần đọc nên không bị ghi đè; hãy chọn tên khác
told-there-already = đã có sẵn tệp này: { $name }; --force sẽ ghi đè
told-slice-terminal = không thể in một bản ghi gói tin ra terminal: hãy dùng -o FILE, hoặc chuyển tiếp bằng pipe, như `-o - | tshark -r -`
told-slice-copies = các khung được chép nguyên từng byte: mật khẩu trong đó vẫn đọc được (--redact sẽ che)
told-secrets-come = khoá bí mật TLS được chép theo: ai có tệp này đều đọc được phần đã mã hoá
told-secrets-stay = khoá bí mật TLS không được chép theo; --keep-secrets giữ lại khoá của các phiên đã chọn
told-sliced = số khung đã ghi: { $frames }; có chú thích: { $commented }; số phiên: { $sessions }
told-redacted-encrypted = { $count } khung dùng TLS được giữ nguyên: vẫn đọc được tên máy và chứng chỉ trong bước bắt tay (handshake)
told-redacted-link = { $count } khung có thể chứa địa chỉ phần cứng chưa được thay: kiểu liên kết của các khung này không phải Ethernet
told-redacted-overwritten = { $count } phần của kênh điều khiển bị che toàn bộ, nên tệp mới có thể cho biết ít hơn bản ghi gói tin gốc
told-redacted-left-out = { $count } khung bị loại ra: đó là các mảnh của gói tin IP mà không che được
told-ports-reused = có cổng được dùng lại: bộ lọc cũng lấy cả các kết nối không thuộc những phiên này; --format wireshark và frames phân biệt được
told-extract-copies = các tệp được chép nguyên từng byte: thông tin bí mật trong đó vẫn đọc được
told-one-file = --stdout cần đúng một tệp, nhưng có { $count } tệp phù hợp; --dry-run liệt kê các tệp đó
told-not-complete = tệp không trọn vẹn: { $faults }
told-kept-out = { $option } loại { $count } lần truyền; các lần này được ghi trong { $manifest }
told-kept-out-by-bound = giới hạn cho toàn bộ dữ liệu giải mã ({ $most } byte với bản ghi gói tin cỡ này) loại { $count } lần truyền; các lần này được ghi trong { $manifest }, và --max-total-size đặt giới hạn khác
told-files-cut = { $count } tệp bị cắt theo --max-file-size hoặc --max-total-size
told-fill-limit = đã chạm giới hạn `filled`: chỉ { $most } byte trong các chỗ khuyết được lấp; { $option } đặt giới hạn khác
told-capture-changed = bản ghi bị thay đổi trong lúc đọc: { $count } tệp không được coi là trọn vẹn

told-no-frame = bản ghi gói tin không có khung nào: hoặc chưa ghi được gì, hoặc mọi thứ sau phần đầu (header) đã mất
told-no-ftp = bản ghi gói tin không có phiên FTP nào; có phải cổng điều khiển khác 21? Xem --control-port
told-no-ftp-cut = không có phiên FTP nào trong bản ghi: giới hạn độ dài gói đã cắt nội dung trao đổi tại một cổng điều khiển
told-no-ftp-found = bản ghi gói tin không có phiên FTP nào; { $found }: xem ftpscope overview
told-no-ftp-but = bản ghi gói tin không có phiên FTP nào, nhưng có { $list }; có phải cổng điều khiển khác 21? Xem --control-port
told-other-port = { $protocol } ở cổng { $port }
told-no-session-fits = không có phiên nào khớp bộ lọc; số phiên trong bản ghi gói tin: { $all }{ $there }
told-no-transfer-fits = không có lần truyền nào khớp bộ lọc; số phiên trong bản ghi gói tin: { $all }{ $there }
told-users = người dùng: { $list }
told-no-users = người dùng: không có
told-clients = máy khách: { $list }
told-no-clients = máy khách: không có
told-servers = máy chủ: { $list }
told-no-servers = máy chủ: không có
told-try = hãy thử { $option }
told-paths = đường dẫn: { $list }
told-no-paths = đường dẫn: không có
told-unsupported-link = { $path }: bỏ qua { $count } khung: kiểu liên kết (link type) { $links } chưa được hỗ trợ
told-limit = đã chạm giới hạn `{ $limit }` { $times } lần: một phần lưu lượng bị bỏ qua
told-limit-that-can-be-set = đã chạm giới hạn `{ $limit }` { $times } lần: một phần lưu lượng bị bỏ qua; --limit { $limit }=N đặt giới hạn khác
told-fragment-missing = { $count } gói tin IP thiếu mảnh (fragment) nên không đọc được
told-fragment-overlap = { $count } mảnh IP (fragment) chồng lên nhau: lấy các byte đến trước
told-duplicate-frames = { $count } khung chứa gói tin đã có trong bản ghi gói tin: mỗi gói chỉ tính một lần
told-times-out-of-range = { $count } khung có thời điểm vượt quá 64 bit nano giây: thời điểm hiển thị lệch một bội số của 400 năm
told-generated-numbers = { $count } kết nối có số thứ tự (sequence number) mà TCP thật không gửi: các kết nối này được đọc theo thứ tự khung
told-page = không có trong trang: { $list }
told-page-more = dùng --max-size để có thêm chỗ
told-page-rows = { $count } dòng (trang chỉ giữ { $limit } dòng)
told-page-cut = các byte sau { $limit } byte đầu của { $count } khung
told-page-frames = các byte của { $count } khung vượt quá tổng cộng { $limit } byte
told-page-contents = phần lớn nội dung của { $count } phân đoạn mang nội dung tệp
told-page-rows-of-text = { $count } dòng có phần chữ vượt quá tổng cộng { $limit } byte
told-page-texts = { $count } đoạn chữ vượt quá tổng cộng { $limit } byte
told-page-long = phần sau { $limit } byte đầu của { $count } đoạn chữ
told-page-sessions = { $count } phiên ngoài { $limit } phiên được chọn
told-page-items = { $count } mục của các danh sách dài hơn { $limit } mục

told-no-tls = bản ghi gói tin không có TLS: tệp khoá (key log) không dùng đến
told-other-key-log = tệp khoá (key log) không có khoá của kết nối nào trong { $all } kết nối TLS; có phải đó là tệp của một phiên khác?
told-decrypted = đã giải mã { $found } trên { $all } kết nối TLS{ $reasons }
told-sealed-key-log = tệp khoá không có khoá
told-sealed-capture = bản ghi gói tin không có khoá
told-sealed-key-log-lacks = tệp khoá thiếu một số khoá của kết nối
told-sealed-capture-lacks = bản ghi gói tin thiếu một số khoá của kết nối
told-sealed-no-hello = bản ghi gói tin thiếu thông điệp hello
told-sealed-suite = không giải mã được bộ mã (cipher suite) này
told-sealed-version = không giải mã được phiên bản này
told-sealed-compressed = dữ liệu bị nén
told-sealed-wrong = khoá không đúng
told-sealed-lost = bản ghi gói tin thiếu một phần của kết nối
told-key-log-unread = { $name }: tệp khoá (key log) { $why }
told-key-log-foreign = { $name }: không phải là tệp khoá (key log): { $why }
told-key-log-empty = { $name }: tệp khoá (key log) không có khoá nào dùng được; đã đặt SSLKEYLOGFILE cho chương trình dùng TLS chưa, và chương trình đó đã kết thúc chưa?
told-key-log-line = { $name }: dòng { $line }: { $fault }
told-more-lines = { $count ->
   *[other] còn { $count } dòng khác không hợp lệ
 }

told-check-no-task = một tác vụ (task) chỉ là một phần của bản ghi gói tin, còn kỳ vọng áp dụng cho toàn bộ; hãy nêu các bản ghi
told-unread-folder = { $name }: không đọc được như một thư mục: { $cause }
told-pair-no-capture = { $name }: không có bản ghi gói tin nào cùng tên
told-pair-judged-by-all = { $name }: không có { $wanted }: bản ghi gói tin được đối chiếu với kỳ vọng chung
told-pair-not-judged = { $name }: không có { $wanted }: không đối chiếu
told-no-pair = { $name }: không có bản ghi gói tin nào đi cùng tệp kỳ vọng trùng tên
told-recorded = đã ghi { $kept } kỳ vọng mức { $level } vào { $name }
told-recorded-shared = đã ghi { $kept } kỳ vọng mức { $level } vào { $name }; đó là phần chung của { $count } bản ghi gói tin, trên tổng số { $all }
told-no-toml = { $name } đã có sẵn, không phải TOML, nên không bị ghi đè
told-nothing-recorded = không có phiên nào khớp bộ lọc: không ghi lại gì
told-one-file-two-results = { $option } { $file } và { $second } { $again } là cùng một tệp, mà một tệp chỉ chứa một kết quả; hãy nêu hai tệp

line-unread = không đọc được: { $cause }
line-at = dòng { $line }: { $fault }
line-64-kib = dài hơn 64 KiB
line-no-utf-8 = không phải văn bản UTF-8
line-no-address = không bắt đầu bằng địa chỉ IP; cần một địa chỉ và tên của địa chỉ đó
line-no-name = thiếu tên sau địa chỉ
line-long-name = có tên dài hơn 255 byte
line-odd-name = có tên chứa ký tự không hiển thị được
line-addresses = là địa chỉ thứ 1.000.001; nhiều nhất chỉ được 1.000.000 địa chỉ
line-no-digest = không có mã băm MD5, SHA-1 hay SHA-256 dạng thập lục phân
line-label = cần một nhãn như CLIENT_RANDOM
line-pem = khoá riêng hay chứng chỉ không giải mã được gì: cần tệp mà chương trình dùng TLS ghi ra khi đặt biến SSLKEYLOGFILE
line-words = cần một nhãn, một số ngẫu nhiên của máy khách (client random) và một khoá
line-random = số ngẫu nhiên của máy khách (client random) cần 64 chữ số thập lục phân, nhưng có { $digits }
line-secret = khoá cần 96 chữ số thập lục phân, hoặc 64 với TLS 1.3, nhưng có { $digits }
line-id = mã phiên (session id) được có nhiều nhất 64 chữ số thập lục phân, nhưng có { $digits }
line-digits = cần các chữ số thập lục phân
line-cut = khoá phải dài bằng các khoá khác của cùng kết nối
line-too-long = nhiều nhất chỉ được { $limit } byte

## Mistakes in expectations and filters
# `mistake-form-…` and `mistake-what-…` stand inside of others.

mistake-no-toml = không phải là TOML: { $why }
mistake-empty = không nêu kỳ vọng nào; phép kiểm tra không thể thất bại thì không kiểm tra được gì
mistake-unknown = { $what } không hợp lệ: `{ $written }`; ở đây dùng được: { $list }
mistake-unknown-meant = { $what } không hợp lệ: `{ $written }`; có phải ý bạn là `{ $meant }`?
mistake-what-value = giá trị
mistake-what-table = bảng
mistake-what-quantifier = lượng từ
mistake-what-pattern = kiểu mẫu
mistake-what-range-key = khoá của khoảng giá trị
mistake-what-step-key = khoá của bước
mistake-what-key = khoá của { $table }
mistake-what-key-of-table = khoá của [{ $table }]
mistake-table = `{ $table }` là một bảng; hãy viết [{ $table }] rồi viết các khoá ở những dòng dưới
mistake-list = `{ $table }` là danh sách các bảng; hãy viết [[{ $table }]]
mistake-entry = mỗi mục của `{ $table }` phải là một bảng
mistake-where = `where` là một bảng gồm các khoá, ví dụ { $example }
mistake-expected = ở đây cần { $form }, nhưng lại có { $found }
mistake-expected-form = ở đây cần { $form }
mistake-form-text = một chuỗi văn bản
mistake-form-quantifier = all, any, none hoặc one
mistake-form-flag = true hoặc false
mistake-form-steps = danh sách các bước
mistake-form-verbs = danh sách các lệnh
mistake-form-findings = danh sách tên các phát hiện
mistake-form-words = danh sách các từ
mistake-form-numbers = danh sách các số
mistake-form-texts = danh sách các chuỗi văn bản
mistake-form-replies = danh sách các phản hồi
mistake-form-one-of = một trong các từ { $list }
mistake-form-choice = một từ, một danh sách các từ hoặc { $example }
mistake-form-code = một mã phản hồi, một lớp mã ("2yz") hoặc một khoảng ("400..599")
mistake-form-number = một số hoặc một khoảng (">= 10", "1..20")
mistake-form-test = một chuỗi văn bản, một danh sách chuỗi hoặc { $example }
mistake-form-pattern = một mẫu
mistake-form-step = một bước, ví dụ { $example }
mistake-form-verb = một lệnh
mistake-no-finding = không nêu phát hiện nào; phép kiểm tra không thể thất bại thì không kiểm tra được gì
mistake-empty-list = không giá trị nào khớp được với một danh sách rỗng
mistake-number = ở đây cần một số
mistake-min-max = ở đây cần { $example } hoặc chỉ một trong hai khoá, và min phải nhỏ hơn max
mistake-pattern-form = ở đây cần một trong các khoá glob, regex, like và not
mistake-no-pattern = không phải là mẫu { $form } hợp lệ: { $why }
mistake-step-verb = mỗi bước phải có `verb`
mistake-short-step = ở đây cần một lệnh, hoặc một lệnh kèm mã của phản hồi cuối cùng, ví dụ "RETR 226"
mistake-verb = ở đây cần một lệnh, ví dụ "RETR"
mistake-neither = không phải là tên phát hiện, cũng không phải là lệnh FTP
mistake-neither-meant = không phải là tên phát hiện, cũng không phải là lệnh FTP; có phải ý bạn là `{ $meant }`?
mistake-forbid-none = --forbid vốn đã có nghĩa là none; muốn dùng all, any hay none thì dùng --require
mistake-quote = dấu nháy này chưa được đóng
mistake-operator = ở đây cần một toán tử: { $list }
mistake-end-where = ở đây cần `and`, `where` hoặc kết thúc biểu thức
mistake-end = ở đây cần `and` hoặc kết thúc biểu thức
mistake-no-or = không có `or`: với nhiều giá trị của cùng một khoá, hãy dùng `in (a, b)`; các trường hợp khác cần chạy hai lần
mistake-one-only = chỉ có một { $table }; hãy bỏ lượng từ
mistake-filter-capture = bộ lọc chỉ áp dụng cho phiên, thông báo cổng và lần truyền
mistake-key = ở đây cần một khoá, ví dụ `mode == passive`
mistake-one-table = mỗi biểu thức chỉ dùng khoá của một bảng; hãy dùng --require nhiều lần
mistake-in-list = ở đây cần một danh sách, ví dụ `in (passive, none)`
mistake-comma = ở đây cần `,` hoặc `)`
mistake-value = ở đây cần một giá trị; nếu giá trị có dấu cách hoặc ký hiệu thì đặt trong dấu nháy
mistake-compared = không thể so sánh `{ $key }` bằng `{ $sign }`; các toán tử dùng được: { $list }
mistake-flag = ở đây cần true hoặc false
mistake-in-file = `{ $key }` nhận một danh sách; hãy viết danh sách đó trong tệp (-e FILE.toml)
mistake-no-glob = không phải là mẫu glob hợp lệ: { $why }
mistake-no-regex = không phải là biểu thức chính quy hợp lệ: { $why }
mistake-is-text = `{ $key }` là văn bản; các toán tử dùng được: ==, !=, ~, =~, in
mistake-is-number = `{ $key }` là số; các toán tử dùng được: ==, !=, <, <=, >, >=, in
mistake-not-a-number = ở đây cần một số, không phải `{ $written }`
mistake-not-a-code = ở đây cần một số hoặc một lớp mã (2yz), không phải `{ $written }`

# Vì sao một chuỗi không phải là TOML, glob hay biểu thức chính quy; đứng trong `mistake-no-…`.
reason-quoted = trình phân tích báo "{ $text }"
reason-too-long = quá dài
reason-class = thiếu dấu `]` để đóng lớp ký tự
reason-escape-end = sau dấu `\` ở cuối phải có một ký tự
reason-toml-twice = tên này đã có ở trên; nếu cần nhiều mục cùng loại, hãy viết [[tên]]
reason-toml-quote = thiếu dấu nháy đóng
reason-toml-quotes = thiếu ba dấu nháy đóng
reason-toml-value = ở đây cần một giá trị: chuỗi trong dấu nháy, số, true, false hoặc danh sách trong [ ]
reason-toml-equals = sau tên cần có dấu `=` và giá trị
reason-toml-two-equals = chỉ dùng một dấu `=`
reason-toml-header = thiếu dấu `]` sau tên bảng
reason-toml-headers = thiếu dấu `]]` sau tên bảng
reason-toml-array = thiếu dấu `]` để đóng danh sách
reason-toml-inline = thiếu dấu {"`}`"} để đóng bảng
reason-toml-no-comma = thiếu dấu phẩy
reason-toml-comma = thừa dấu phẩy
reason-toml-line-end = dòng phải kết thúc ở đây; hãy viết phần tiếp theo ở dòng mới, hoặc sau dấu phẩy trong [ ]
reason-toml-name = ở đây cần tên khoá
reason-toml-escape = ký tự sau dấu `\` không hợp lệ; hãy viết `\\` nếu cần chính dấu đó, hoặc đặt chuỗi trong dấu nháy đơn
reason-glob-range = khoảng { $first }-{ $last } bị viết ngược
reason-glob-unopened = có dấu {"`}`"} đóng mà không có dấu mở
reason-glob-unclosed = thiếu dấu {"`}`"} để đóng nhóm lựa chọn
reason-regex-group = thiếu dấu `)` để đóng nhóm
reason-regex-unopened = có dấu `)` đóng mà không có dấu mở
reason-regex-range = có khoảng ký tự bị viết ngược
reason-regex-nothing = trước `*`, `+`, `?` hoặc số lần lặp phải có phần để lặp
reason-regex-count = số lần lặp phải viết như {"{3}, {2,} hoặc {2,5}"}
reason-regex-escape = ký tự sau dấu `\` không hợp lệ; dấu `\` chỉ đứng trước ký hiệu cần hiểu theo nghĩa đen
reason-regex-look = không hỗ trợ look-ahead và look-behind
reason-regex-back = không hỗ trợ tham chiếu ngược tới nhóm (backreference)

## Archives
# Vì sao `index`, `plan` và `merge` từ chối; phần lớn đứng sau tên tệp.

archive-unread = { $name }: không đọc được: { $cause }
archive-unwritten = { $name }: không ghi được: { $cause }
archive-no-file = không đọc được đến hết
archive-no-parquet = bản dựng này không có Parquet (cargo install --path . --features parquet); hãy dùng --format ndjson
archive-long-line = có một dòng dài hơn 64 MiB
archive-line = dòng { $line } không có nội dung như mong đợi (trình phân tích báo "{ $why }")
archive-none = các thư mục này không có chỉ mục (index) nào; `ftpscope index` tạo ra chỉ mục
archive-twice = là chỉ mục thứ hai của { $path }, bên cạnh { $index }; hãy xoá chỉ mục cũ
archive-options = được tạo với các tuỳ chọn khác với { $index }; hãy lập hai chỉ mục với cùng tuỳ chọn
archive-cut-index = không phải là một chỉ mục (index) trọn vẹn
archive-no-last-line = không phải là một chỉ mục (index) trọn vẹn: thiếu dòng cuối; hãy lập lại chỉ mục của bản ghi gói tin này
archive-other-frames = liệt kê số khung khác với số khung đã đếm; hãy lập lại chỉ mục của bản ghi gói tin này
archive-packed = dữ liệu nén trong chỉ mục không hợp lệ
archive-columns = các cột không phải là cột của một chỉ mục
archive-cell = có ô không hợp lệ ({ $what })
archive-cut-task = không phải là một tác vụ (task) trọn vẹn
archive-elsewhere = nêu một danh sách tệp nằm ở thư mục khác
archive-unlisted = nêu một tệp không có trong danh sách
archive-cut-list = không phải là một danh sách tệp trọn vẹn
archive-no-plan = không có kế hoạch nào, hoặc có hai; cần thư mục do `ftpscope plan -o` ghi ra
archive-other-task = là kết quả của tác vụ { $task }, mà { $tasks } không có tác vụ này hoặc đã nhận kết quả của nó trước đó
archive-missing = còn { $count } tác vụ chưa có kết quả, chẳng hạn task-{ $first }.ndjson; hãy phân tích các tác vụ đó, hoặc dùng --partial
archive-version = do phiên bản { $found } ghi ra; cần phiên bản { $expected }, nên hãy phân tích lại tác vụ này
archive-no-part = không phải là kết quả của một tác vụ; `sessions --connections TASK --format part` tạo ra kết quả
archive-cut-part = bị cắt cụt hoặc bị hỏng; hãy phân tích lại tác vụ này
archive-unread-dialogue = { $why } (hội thoại còn tiếp trong tệp này, mà chỉ mục không giữ đủ)

## The command line
# What is wrong with it, where clap says it in English; `value-…` stands in `usage-invalid-because`, or in what clap says.

usage-more = Xem ftpscope{ $command } --help.
usage-unknown-option = không có tuỳ chọn { $option }
usage-unknown-command = không có lệnh { $name }
usage-like = có phải ý bạn là { $name }?
usage-no-value = tuỳ chọn { $option } cần một giá trị
usage-invalid = `{ $value }` không phải là giá trị hợp lệ của { $option }
usage-invalid-because = `{ $value }` không phải là giá trị hợp lệ của { $option }: { $why }
usage-values = các giá trị hợp lệ: { $list }
usage-missing = còn thiếu: { $list }
usage-conflict = không dùng { $option } cùng với { $other }
usage-twice = { $option } chỉ được dùng một lần
usage-count = số lượng giá trị của { $option } không đúng
usage-equals = giá trị của { $option } phải đứng ngay sau dấu bằng
usage-utf8 = có tham số không phải là UTF-8 hợp lệ
usage-no-number = { $option } cần một số nguyên, còn `{ $value }` thì không phải
usage-range = ở đây cần một số từ { $first } đến { $last }
usage-alone = { $option } không dùng cùng với tham số nào khác
value-range = số đầu lớn hơn số cuối
value-numbers = ở đây cần một số, hoặc hai số: 3-5
value-one-of = các giá trị hợp lệ: { $list }
value-time = ở đây cần thời điểm theo giờ UTC (2026-11-22T06:36:29Z, 2026-11-22 06:36, 2026-11-22 hoặc 06:36), hoặc số giây tính từ khung đầu tiên
value-time-or-seconds = giờ trong ngày viết là { $clock }, còn số giây tính từ khung đầu tiên thì viết không có số 0 ở đầu; { $written } có thể hiểu theo cả hai cách
value-no-time = không bản ghi gói tin nào ghi được thời điểm này
value-network = ở đây cần một địa chỉ hoặc một mạng (10.0.0.0/8)
value-since = --since { $since } muộn hơn --until { $until }: không có gì nằm giữa hai thời điểm này
value-limit = ở đây cần NAME=N
value-no-limit = không có giới hạn nào tên như vậy; các giới hạn: { $list }
value-size = ở đây cần một số, hoặc một dung lượng như 64MiB
