<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>BatchDialog</name>
  <message numerus="yes">
   <source>Cancelled; done and kept: {0} of %n photos.</source>
   <translation>
    <numerusform>Cancelled; done and kept: {0} of %n photo.</numerusform>
    <numerusform>Cancelled; done and kept: {0} of %n photos.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Done: {0} of %n photos. The list begins with those that failed.</source>
   <translation>
    <numerusform>Done: {0} of %n photo. The list begins with those that failed.</numerusform>
    <numerusform>Done: {0} of %n photos. The list begins with those that failed.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>All %n photos are done.</source>
   <translation>
    <numerusform>The photo is done.</numerusform>
    <numerusform>All %n photos are done.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Messages</name>
  <message numerus="yes">
   <source>One photo is edited at a time. %n more were dropped: {0}</source>
   <translation>
    <numerusform>One photo is edited at a time. %n more was dropped: {0}</numerusform>
    <numerusform>One photo is edited at a time. %n more were dropped: {0}</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ModelsPage</name>
  <message numerus="yes">
   <source>%n models take {0}.</source>
   <translation>
    <numerusform>%n model takes {0}.</numerusform>
    <numerusform>%n models take {0}.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Training</name>
  <message numerus="yes">
   <source>Training also learns from %n more photos.</source>
   <translation>
    <numerusform>Training also learns from %n more photo.</numerusform>
    <numerusform>Training also learns from %n more photos.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>batch</name>
  <message numerus="yes">
   <source>%n photos. Results have the photos’ names; no file that exists is replaced.</source>
   <translation>
    <numerusform>%n photo. Results have the photos’ names; no file that exists is replaced.</numerusform>
    <numerusform>%n photos. Results have the photos’ names; no file that exists is replaced.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n photos. What was trained before goes on; what is finished stays as it is.</source>
   <translation>
    <numerusform>%n photo. What was trained before goes on; what is finished stays as it is.</numerusform>
    <numerusform>%n photos. What was trained before goes on; what is finished stays as it is.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>panels</name>
  <message numerus="yes">
   <source>%n bytes</source>
   <translation>
    <numerusform>%n byte</numerusform>
    <numerusform>%n bytes</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>training</name>
  <message numerus="yes">
   <source>Done: %Ln steps in {0}.</source>
   <translation>
    <numerusform>Done: %Ln step in {0}.</numerusform>
    <numerusform>Done: %Ln steps in {0}.</numerusform>
   </translation>
  </message>
 </context>
</TS>
