package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
	"github.com/pion/webrtc/v4/pkg/media/h264reader"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
)

const opusPacket = 20 * time.Millisecond

// send adds a picture and a sound; what it returns plays both files again and again.
func send(connection *webrtc.PeerConnection, o options) (func(), error) {
	film, err := os.ReadFile(o.h264)
	if err != nil {
		return nil, err
	}
	sound, err := os.ReadFile(o.opus)
	if err != nil {
		return nil, err
	}
	picture, err := track(connection, webrtc.MimeTypeH264, "video")
	if err != nil {
		return nil, err
	}
	voice, err := track(connection, webrtc.MimeTypeOpus, "audio")
	if err != nil {
		return nil, err
	}
	return func() {
		go again(time.Second/time.Duration(o.fps), func() (func() ([]byte, error), error) { return pictures(film) }, picture)
		again(opusPacket, func() (func() ([]byte, error), error) { return packets(sound) }, voice)
	}, nil
}

func track(connection *webrtc.PeerConnection, mime, id string) (*webrtc.TrackLocalStaticSample, error) {
	track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime}, id, "hall")
	if err != nil {
		return nil, err
	}
	transceiver, err := connection.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, err
	}
	// Interceptors, which answer what the other side asks for, run only while somebody reads.
	go func() {
		for buffer := make([]byte, 1500); ; {
			if _, _, err := transceiver.Sender().Read(buffer); err != nil {
				return
			}
		}
	}()
	return track, nil
}

// again sends a sample at each tick, and begins anew when the file ends.
func again(every time.Duration, open func() (func() ([]byte, error), error), track *webrtc.TrackLocalStaticSample) {
	next, err := open()
	if err != nil {
		fail(err)
	}
	for ticker := time.NewTicker(every); ; <-ticker.C {
		data, err := next()
		if errors.Is(err, io.EOF) {
			if next, err = open(); err == nil {
				data, err = next()
			}
		}
		if err != nil {
			fail(err)
		}
		if err := track.WriteSample(media.Sample{Data: data, Duration: every}); err != nil {
			return
		}
	}
}

func pictures(film []byte) (func() ([]byte, error), error) {
	reader, err := h264reader.NewReader(bytes.NewReader(film))
	if err != nil {
		return nil, err
	}
	return func() ([]byte, error) {
		var picture []byte
		for {
			unit, err := reader.NextNAL()
			if err != nil {
				return nil, err
			}
			picture = append(append(picture, 0, 0, 0, 1), unit.Data...)
			if unit.UnitType == h264reader.NalUnitTypeCodedSliceIdr || unit.UnitType == h264reader.NalUnitTypeCodedSliceNonIdr {
				return picture, nil
			}
		}
	}, nil
}

func packets(sound []byte) (func() ([]byte, error), error) {
	reader, _, err := oggreader.NewWith(bytes.NewReader(sound))
	if err != nil {
		return nil, err
	}
	return func() ([]byte, error) {
		for {
			page, header, err := reader.ParseNextPage()
			if err != nil {
				return nil, err
			}
			// The page of comments has no sound.
			if header.GranulePosition > 0 {
				return page, nil
			}
		}
	}, nil
}
