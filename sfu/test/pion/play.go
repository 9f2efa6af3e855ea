package main

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// heard is what has come of one track so far. A second track of the same kind would show in `tracks`.
type heard struct {
	Tracks    int      `json:"tracks"`
	Packets   int      `json:"packets"`
	Frames    int      `json:"frames"`
	KeyFrames int      `json:"keyFrames"`
	Lost      int      `json:"lost"`
	Codecs    []string `json:"codecs"`
}

// play receives one picture and one sound, and tells twice a second what has come.
func play(connection *webrtc.PeerConnection) error {
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		if _, err := connection.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return err
		}
	}
	var lock sync.Mutex
	seen := map[string]*heard{"audio": {}, "video": {}}
	connection.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		lock.Lock()
		mine := seen[track.Kind().String()]
		mine.Tracks++
		lock.Unlock()
		if track.Kind() == webrtc.RTPCodecTypeVideo {
			connection.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())}})
		}
		var last uint16
		for first := true; ; first = false {
			packet, _, err := track.ReadRTP()
			if err != nil {
				return
			}
			lock.Lock()
			mine.Packets++
			if !first && packet.SequenceNumber != last+1 {
				mine.Lost++
			}
			last = packet.SequenceNumber
			if packet.Marker {
				mine.Frames++
			}
			mime := track.Codec().MimeType
			if len(mine.Codecs) == 0 || mine.Codecs[len(mine.Codecs)-1] != mime {
				mine.Codecs = append(mine.Codecs, mime)
			}
			if key(mime, packet.Payload) {
				mine.KeyFrames++
			}
			lock.Unlock()
		}
	})
	go func() {
		for range time.Tick(500 * time.Millisecond) {
			lock.Lock()
			tell(map[string]any{"video": *seen["video"], "audio": *seen["audio"]})
			lock.Unlock()
		}
	}()
	return nil
}

// key tells whether a packet begins a picture that decodes alone.
func key(mime string, payload []byte) bool {
	switch mime {
	case webrtc.MimeTypeVP8:
		var vp8 codecs.VP8Packet
		frame, err := vp8.Unmarshal(payload)
		return err == nil && vp8.S == 1 && vp8.PID == 0 && len(frame) > 0 && frame[0]&1 == 0
	case webrtc.MimeTypeH264:
		const idr, sps, stapA, fuA = 5, 7, 24, 28
		if len(payload) < 2 {
			return false
		}
		kind := payload[0] & 0x1f
		if kind == stapA && len(payload) > 3 {
			return payload[3]&0x1f == sps
		}
		return kind == idr || (kind == fuA && payload[1]&0x80 != 0 && payload[1]&0x1f == idr)
	}
	return false
}
