// A WHIP encoder and a WHEP player on Pion, for tests: a WebRTC stack that is neither a browser's nor ours.
//
//	pion send --h264 film.h264 --opus sound.ogg [--url https://… --token …]
//	pion play [--url https://… --token …]
//
// Without --url the offer is written as a line of JSON and the answer is read as one. What happens is told as lines of JSON too.
// SIGTERM or the end of standard input ends it; over HTTP the session is deleted first.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"github.com/pion/webrtc/v4"
)

type options struct {
	url, token, h264, opus string
	fps                    int
}

func main() {
	if len(os.Args) < 2 {
		fail(errors.New("send or play?"))
	}
	if os.Args[1] == "version" {
		fmt.Println("pion 1")
		return
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	var o options
	flags.StringVar(&o.url, "url", "", "WHIP or WHEP endpoint")
	flags.StringVar(&o.token, "token", "", "bearer token")
	flags.StringVar(&o.h264, "h264", "", "H.264 as Annex B, one slice a picture")
	flags.StringVar(&o.opus, "opus", "", "Opus in Ogg, one packet of 20 ms a page")
	flags.IntVar(&o.fps, "fps", 30, "pictures a second")
	if err := flags.Parse(os.Args[2:]); err != nil {
		fail(err)
	}
	if err := run(os.Args[1], o); err != nil {
		fail(err)
	}
}

func run(mode string, o options) error {
	connection, err := connect()
	if err != nil {
		return err
	}
	defer connection.Close()
	var begin func()
	switch mode {
	case "send":
		begin, err = send(connection, o)
	case "play":
		err = play(connection)
	default:
		err = fmt.Errorf("%s is neither send nor play", mode)
	}
	if err != nil {
		return err
	}
	var once sync.Once
	connection.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		tell(map[string]any{"state": state.String()})
		if state == webrtc.PeerConnectionStateConnected && begin != nil {
			once.Do(func() { go begin() })
		}
	})
	input := bufio.NewReader(os.Stdin)
	session, err := negotiate(connection, o, input)
	if err != nil {
		return err
	}
	wait(input)
	return hangUp(session, o.token)
}

// connect offers what a hardware encoder would: H.264 in one profile and packetization mode, VP8 for the player's sake, and Opus.
func connect() (*webrtc.PeerConnection, error) {
	media := &webrtc.MediaEngine{}
	feedback := []webrtc.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "ccm", Parameter: "fir"}}
	for _, codec := range []struct {
		kind       webrtc.RTPCodecType
		parameters webrtc.RTPCodecParameters
	}{
		{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecParameters{PayloadType: 102, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeH264, ClockRate: 90000, SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", RTCPFeedback: feedback}}},
		{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecParameters{PayloadType: 96, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: feedback}}},
		{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecParameters{PayloadType: 111, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}}},
	} {
		if err := media.RegisterCodec(codec.parameters, codec.kind); err != nil {
			return nil, err
		}
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(media)).NewPeerConnection(webrtc.Configuration{})
}

func negotiate(connection *webrtc.PeerConnection, o options, input *bufio.Reader) (*url.URL, error) {
	offer, err := connection.CreateOffer(nil)
	if err != nil {
		return nil, err
	}
	gathered := webrtc.GatheringCompletePromise(connection)
	if err := connection.SetLocalDescription(offer); err != nil {
		return nil, err
	}
	<-gathered
	sdp := connection.LocalDescription().SDP
	var answer string
	var session *url.URL
	if o.url == "" {
		tell(map[string]any{"offer": sdp})
		line, err := input.ReadBytes('\n')
		if err != nil {
			return nil, err
		}
		var message struct{ Answer string }
		if err := json.Unmarshal(line, &message); err != nil {
			return nil, err
		}
		answer = message.Answer
	} else if answer, session, err = post(o, sdp); err != nil {
		return nil, err
	}
	return session, connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer})
}

func post(o options, sdp string) (string, *url.URL, error) {
	response, err := ask(http.MethodPost, o.url, o.token, sdp)
	if err != nil {
		return "", nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", nil, err
	}
	if response.StatusCode != http.StatusCreated {
		return "", nil, fmt.Errorf("%s: %s", response.Status, body)
	}
	session, err := response.Request.URL.Parse(response.Header.Get("Location"))
	if err != nil {
		return "", nil, err
	}
	tell(map[string]any{"session": session.String(), "etag": response.Header.Get("ETag")})
	return string(body), session, nil
}

func hangUp(session *url.URL, token string) error {
	if session == nil {
		return nil
	}
	response, err := ask(http.MethodDelete, session.String(), token, "")
	if err != nil {
		return err
	}
	tell(map[string]any{"deleted": response.StatusCode})
	return response.Body.Close()
}

func ask(method, address, token, body string) (*http.Response, error) {
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		request.Header.Set("Content-Type", "application/sdp")
	}
	return http.DefaultClient.Do(request)
}

func wait(input io.Reader) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		io.Copy(io.Discard, input)
		ended <- syscall.SIGTERM
	}()
	<-ended
}

var telling sync.Mutex

func tell(message map[string]any) {
	telling.Lock()
	defer telling.Unlock()
	json.NewEncoder(os.Stdout).Encode(message)
}

func fail(err error) {
	tell(map[string]any{"failed": err.Error()})
	os.Exit(1)
}
